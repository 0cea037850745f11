// Calls of the control API. See /api/docs.

import { key, session } from './session.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** A response that is not a success, or none at all (`code` is then `offline`). */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail || body.title || (status === 0 ? 'The server cannot be reached.' : `The server answered ${status}.`));
    this.status = status;
    this.code = body.code || (status === 0 ? 'offline' : 'internal');
    this.title = body.title || '';
    this.body = body;
    this.retryAfterSeconds = Number(body.retryAfterSeconds) || 0;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Only ids become parts of paths. */
export function isId(text) {
  return ID.test(text ?? '');
}

/** Sends a request with the key. Rejects with a Problem. */
export async function request(path, { method = 'GET', body, headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: {
        Authorization: `Bearer ${key() ?? ''}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0);
  }
  if (response.ok) return response;
  const problem = new Problem(response.status, await response.json().catch(() => ({})));
  if (response.status === 401) session.dispatchEvent(new Event('refused'));
  throw problem;
}

/**
 * Makes a call until it succeeds, or fails with a problem that does not pass. A key that was revoked passes: the page asks for
 * another one.
 *
 * @param {function(): Promise} call
 * @param {function(Problem): void} waiting called before each wait
 */
export async function patiently(call, waiting, signal) {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, 2 * wait)) {
    try {
      return await call();
    } catch (problem) {
      if (signal.aborted || !(problem.passing || problem.status === 401)) throw problem;
      waiting(problem);
      await pause(Math.max(wait, problem.retryAfterSeconds * 1000), signal);
    }
  }
}

/** Waits. A network that is back, another key, and the end of a page end it earlier. */
function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      session.removeEventListener('change', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener('online', end);
    session.addEventListener('change', end);
    signal.addEventListener('abort', end);
  });
}

export async function get(path, given) {
  return (await request(path, given)).json();
}

export async function send(method, path, { body, ifMatch, idempotencyKey } = {}) {
  const headers = {};
  if (ifMatch) headers['If-Match'] = ifMatch;
  if (idempotencyKey) headers['Idempotency-Key'] = idempotencyKey;
  const response = await request(path, { method, body, headers });
  return response.status === 204 ? null : response.json();
}

/** Reads a picture that needs the key. The page's policy allows no `blob:` images, so it is drawn on a canvas. */
export async function picture(path, signal) {
  return createImageBitmap(await (await request(path, { signal })).blob());
}

/** All clips of a cut list. The list `main` has the id of its source. */
export async function allClips(sourceId, listId = sourceId) {
  return (await clipsAndTag(sourceId, listId)).clips;
}

/** All clips of a cut list, and the entity tag that the list had before they were read. */
export async function clipsAndTag(sourceId, listId = sourceId) {
  const clips = [];
  let tag = null;
  for (let after = ''; after !== null; ) {
    const response = await request(`/api/sources/${sourceId}/clips?limit=500${inList(sourceId, listId)}${after && `&after=${encodeURIComponent(after)}`}`);
    tag ??= response.headers.get('ETag');
    const page = await response.json();
    clips.push(...page.items);
    after = page.next;
  }
  return { clips, tag };
}

/** The query parameter of a cut list. Calls without one work on `main`. */
export function inList(sourceId, listId) {
  return listId === sourceId ? '' : `&cutList=${listId}`;
}
