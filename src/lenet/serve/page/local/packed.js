// What is packed in the document: parts in base64, in elements that no browser runs or shows.

/** Whether there is such a part. */
export const isPacked = (name) => document.getElementById(`packed-${name}`) !== null;

/** The bytes of a part. */
export function bytesOf(name) {
  const text = atob(document.getElementById(`packed-${name}`).textContent);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** So many parameters of a part, which has them in two bytes or in four. */
export function weightsOf(name, count) {
  const { buffer } = bytesOf(name);
  return buffer.byteLength === 2 * count ? Float32Array.from(new Uint16Array(buffer), half) : new Float32Array(buffer);
}

/** A number of IEEE 754 in 16 bits. */
function half(bits) {
  const [sign, power, rest] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (power ? 2 ** (power - 15) * (1 + rest / 1024) : 2 ** -24 * rest);
}

/** The bytes that a deflated part was. */
export async function inflated(name) {
  const stream = new Blob([bytesOf(name)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** What the document tells of its networks and digits. */
export const told = inflated("networks").then((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
