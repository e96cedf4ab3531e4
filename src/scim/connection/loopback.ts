/** True for a host name, as `URL` gives it, that leads to this machine: what is sent there does not leave it. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
