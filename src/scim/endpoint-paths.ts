/** Where a service provider has its endpoints, below the base URL (RFC 7644 §3.2). */
export interface EndpointPaths {
  readonly users: string;
  readonly groups: string;
  readonly serviceProviderConfig: string;
  readonly schemas: string;
  readonly resourceTypes: string;
  readonly bulk: string;
}

export const usualPaths: EndpointPaths = {
  users: "/Users",
  groups: "/Groups",
  serviceProviderConfig: "/ServiceProviderConfig",
  schemas: "/Schemas",
  resourceTypes: "/ResourceTypes",
  bulk: "/Bulk",
};

const names = Object.keys(usualPaths) as readonly (keyof EndpointPaths)[];

export function areUsual(paths: EndpointPaths): boolean {
  return names.every((name) => paths[name] === usualPaths[name]);
}

/** A path such as `/Users/2819c223?count=1` as the provider has it. */
export function spelledPath(path: string, paths: EndpointPaths): string {
  const name = names.find((one) => liesAt(path, usualPaths[one]));
  return name === undefined ? path : paths[name] + path.slice(usualPaths[name].length);
}

/** The same back: a path of the provider's in the words of the RFC. Undefined for one that only others have. */
export function usualPath(path: string, paths: EndpointPaths): string | undefined {
  const found = names.filter((one) => liesAt(path, paths[one]));
  // One may lie below another.
  const [name] = found.toSorted((one, other) => paths[other].length - paths[one].length);
  if (name !== undefined) return usualPaths[name] + path.slice(paths[name].length);
  return names.some((one) => liesAt(path, usualPaths[one])) ? undefined : path;
}

/** Whether a path is that of an endpoint, or below it, or has a query there. */
function liesAt(path: string, endpoint: string): boolean {
  if (!path.startsWith(endpoint)) return false;
  const next = path[endpoint.length];
  return next === undefined || next === "/" || next === "?";
}
