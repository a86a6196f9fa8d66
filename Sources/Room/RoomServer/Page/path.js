// What was tried to get the picture to the TV, for when nothing helped.

/** The ways a picture can take, in the order in which they are tried. */
export const ways = ["direct", "stun", "turn-udp", "turn-tcp", "turn-tls"];

const protocols = { udp: "turn-udp", tcp: "turn-tcp", tls: "turn-tls" };

/** The way that a server of `iceServers` is for; `undefined` for an address that no browser knows. */
function wayTo(url) {
  const [, scheme, transport] = /^(stuns?|turns?):[^?]*(?:\?transport=(\w+))?/i.exec(url) ?? [];
  if (scheme === undefined || /^stun/i.test(scheme)) return scheme && "stun";
  return /^turns/i.test(scheme) ? "turn-tls" : protocols[(transport ?? "udp").toLowerCase()];
}

/**
 * What became of each way.
 * @param iceServers as the server gave them
 * @param report the connection's statistics
 * @returns objects of `way` and `outcome`: "no-answer", "server-silent", "nothing-found" or "not-set-up"
 */
export function attempts(iceServers, report) {
  const setUp = new Set(iceServers.flatMap(({ urls }) => [urls].flat()).map(wayTo));
  // A relay tells an address as a STUN server does.
  if ([...setUp].some((way) => way?.startsWith("turn"))) setUp.add("stun");
  const found = new Set();
  for (const { type, candidateType, relayProtocol } of report.values()) {
    if (type !== "local-candidate") continue;
    if (candidateType === "host" || candidateType === "prflx") found.add("direct");
    if (candidateType === "srflx") found.add("stun");
    if (candidateType === "relay") found.add(protocols[relayProtocol] ?? "turn-udp");
  }
  return ways.map((way) => {
    if (found.has(way)) return { way, outcome: "no-answer" };
    if (way === "direct") return { way, outcome: "nothing-found" };
    if (!setUp.has(way)) return { way, outcome: "not-set-up" };
    return { way, outcome: way === "stun" ? "nothing-found" : "server-silent" };
  });
}
