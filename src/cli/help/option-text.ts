import type { Option } from "commander";

type Described = Pick<Option, "description" | "argChoices" | "defaultValue" | "defaultValueDescription"> & {
  isBoolean(): boolean;
};

/** What an option is, the words it takes, and what holds without it. */
export function optionText(option: Described): string {
  const { description, argChoices, defaultValue, defaultValueDescription } = option;
  const usual = defaultValueDescription ?? (defaultValue as string | number | boolean | undefined);
  const besides = [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.join(", ")}`]),
    ...(usual === undefined || option.isBoolean() ? [] : [`default: ${String(usual)}`]),
  ];
  return besides.length === 0 ? description : `${description} (${besides.join("; ")})`;
}
