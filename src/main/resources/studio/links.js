// The links of a clip, and the texts that contain one. A title is foreign text, so each text quotes it by its own rules.

import { send } from './api.js';

const LONGEST_NAME = 100;

/** How long a signed link is valid, in seconds. With none, the links are those that the API returns with the clip. */
export const EXPIRIES = { 0: 'none', 3600: '1 hour', 86400: '1 day', 604800: '7 days', 2592000: '30 days' };

/**
 * @param {object} clip
 * @param {{form: 'copy'|'precise', expiresIn?: number}} how `expiresIn`: a new signature with this lifetime; 0 or none: no new one
 * @returns {Promise<{url: string, hlsUrl: ?string, posterUrl: ?string, expiresAt: ?string}>} rejects with a Problem
 */
export async function linksOf(clip, { form, expiresIn = 0 }) {
  const precise = form === 'precise' && Boolean(clip.preciseStreamUrl);
  if (expiresIn > 0) {
    const signed = await send('POST', `/api/clips/${clip.id}/sign`, { body: { expiresIn, form: precise ? 'precise' : 'copy' } });
    // The signature of the poster's URL ends at another time, so it is left out.
    return { url: signed.url, hlsUrl: signed.hlsUrl, posterUrl: null, expiresAt: signed.expiresAt };
  }
  const hlsUrl = clip.hlsUrl && !precise ? withQuery(clip.hlsUrl, 'form=copy') : clip.hlsUrl;
  return { url: precise ? clip.preciseStreamUrl : clip.streamUrl, hlsUrl, posterUrl: clip.posterUrl, expiresAt: null };
}

/** The URL that saves the clip under its title. The name is in the URL, because caches do not know titles. */
export function downloadOf(clip, url) {
  return withQuery(url, `download${clip.title ? `=${encodeURIComponent(short(clip.title))}` : ''}`);
}

/** An HTML element that plays the clip. */
export function embedOf(clip, { url, posterUrl }, audioOnly) {
  const attributes = [['title', clip.title], ['poster', audioOnly ? null : posterUrl], ['src', url]]
    .filter(([, value]) => value)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return audioOnly
    ? `<audio controls preload="metadata"${attributes.join('')}></audio>`
    : `<video controls playsinline preload="metadata" width="640"${attributes.join('')}></video>`;
}

/** A command for a POSIX shell that saves the clip. */
export function curlOf(clip, { url }) {
  const name = short(clip.title ?? '').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029"*/:<>?\\|]/g, '_').replace(/^[\s.-]+|[\s.]+$/g, '');
  return `curl --fail --location --output ${quoted(`${(name || clip.id).replace(/\.(mp4|m4v)$/i, '')}.mp4`)} ${quoted(url)}`;
}

function short(title) {
  return [...title].slice(0, LONGEST_NAME).join('');
}

function withQuery(url, parameter) {
  return `${url}${url.includes('?') ? '&' : '?'}${parameter}`;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
