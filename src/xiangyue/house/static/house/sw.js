// Keeps static files, and those pages that say "X-Offline: keep". Never a page with anybody's own matters on it.
const CACHE = "xiangyue-1";
const LIMIT = 120;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fromCacheFirst(request));
  else if (request.mode === "navigate") event.respondWith(fromNetworkFirst(request));
});

// The first page of a visit is there before this worker is: it names itself and its files.
self.addEventListener("message", (event) => {
  const { page, files } = event.data;
  if (new URL(page).origin === location.origin) event.waitUntil(keepVisited(page, files));
});

async function keepVisited(page, files) {
  const cache = await caches.open(CACHE);
  const answer = await fetch(page, { credentials: "same-origin" });
  if (!answer.ok || answer.headers.get("X-Offline") !== "keep") return;
  await cache.put(page, answer);
  for (const file of files) if (!(await cache.match(file))) await cache.add(file);
}

// Names of static files carry a hash of what is in them; where they do not (while developing) the new one is fetched behind.
async function fromCacheFirst(request) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) cache.put(request, answer.clone());
    return answer;
  });
  if (!known) return fresh;
  fresh.catch(() => {});
  return known;
}

async function fromNetworkFirst(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.headers.get("X-Offline") === "keep") {
      await cache.put(request, answer.clone());
      trim(cache);
    }
    return answer;
  } catch (error) {
    const known = (await cache.match(request)) ?? (await cache.match(request, { ignoreSearch: true }));
    if (known) return known;
    throw error;
  }
}

async function trim(cache) {
  const held = await cache.keys();
  for (const old of held.slice(0, Math.max(0, held.length - LIMIT))) await cache.delete(old);
}
