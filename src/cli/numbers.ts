export { ago, count, duration, plural } from "../numbers.ts";
