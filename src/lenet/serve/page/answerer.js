// Who answers the page: the service that sent it, or what is packed in the document itself.

const packed = document.getElementById("packed-networks");
const local = packed && import("./local/answers.js");

/** As ``fetch``: a Response to a question. */
export async function reach(path, options) {
  return local ? (await local).answer(path, options) : fetch(path, options);
}
