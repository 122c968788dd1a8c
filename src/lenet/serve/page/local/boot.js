// The first script of the page as one file: a file on a disk may load no module, so each becomes a
// URL of its own, those that it imports first, and the names in its text become those URLs.
"use strict";
{
  const unpacked = async (id) => {
    const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (one) => one.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  };

  const begin = async () => {
    const urls = new Map();
    const { mark, modules } = JSON.parse(await unpacked("packed-modules"));
    const located = (text, needs) => needs.reduce((all, name) => all.replaceAll(`"${mark}${name}"`, `"${urls.get(name)}"`), text);
    for (const { name, text, needs } of modules)
      urls.set(name, URL.createObjectURL(new Blob([located(text, needs)], { type: "text/javascript" })));
    await import(urls.get("main.js"));
  };

  const failed = (error) => {
    document.getElementById("problem-said").textContent = `This browser cannot run the page: ${error.message}.`;
    document.getElementById("problem").hidden = false;
    throw error;
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => begin().catch(failed));
  else begin().catch(failed);
}
