import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { argv: string[]; exitCode: number };

type Schemas = components["schemas"];

/** The types are as exact as the contract. */
export function types(clip: Schemas["Clip"], source: Schemas["Source"], event: Schemas["Event"]): string {
  // @ts-expect-error: not an engine
  const engine: typeof clip.engine = "vlc";
  // @ts-expect-error: a source that was not read has no container
  const container: string = source.container;
  // @ts-expect-error: an end is required
  const incomplete: Schemas["NewClip"] = { start: 1 };
  const points: Schemas["TimePoint"][] = [1.5, "00:01:02.500", { frame: 7 }];
  const state: "registered" | "indexing" | "ready" | "failed" = source.state;
  switch (event.type) {
    case "clips-changed":
      return event.kind + event.clipIds.length;
    case "cut-list-changed":
      return event.name + event.deleted;
    case "source-changed":
      return event.state;
    case "job-changed":
      return event.state + event.progress;
    case "warm-up-progress":
      return String(event.done / event.total);
    case "source-deleted":
    case "gap":
      return [engine, container, incomplete, points, state].join();
  }
}

const [base, key, sourceId] = process.argv.slice(2) as [string, string, string];
const client = createClient<paths>({ baseUrl: base, headers: { Authorization: `Bearer ${key}` } });

const path = { sourceId };
const created = await client.POST("/api/sources/{sourceId}/clips", {
  params: { path },
  body: { start: "00:00:03.000", end: { frame: 120 }, title: "From TypeScript" },
});
const clip = created.data;
if (!clip) {
  throw new Error(JSON.stringify(created.error));
}
const again = await client.POST("/api/sources/{sourceId}/clips", { params: { path }, body: { start: 3, end: 4 } });
const conflicting: string[] = again.error?.conflictingClipIds ?? [];
const signed = await client.POST("/api/clips/{clipId}/sign", {
  params: { path: { clipId: clip.id } },
  body: { expiresIn: 60, form: "copy" },
});
const url = signed.data?.url ?? "";
const played = await fetch(url);
const bytes = (await played.arrayBuffer()).byteLength;

const made = await client.POST("/api/sequences", {
  body: { clipIds: [clip.id, clip.id], title: "From TypeScript" },
});
const sequence = made.data;
if (!sequence) {
  throw new Error(JSON.stringify(made.error));
}
const starts: number[] = sequence.chapters.map((chapter) => chapter.start);
const sequencePath = { params: { path: { sequenceId: sequence.id } } };
const urls = await client.POST("/api/sequences/{sequenceId}/sign", { ...sequencePath, body: { expiresIn: 60 } });
const joined = await fetch(urls.data?.streamUrl ?? "");
const joinedBytes = (await joined.arrayBuffer()).byteLength;
const unmade = await client.DELETE("/api/sequences/{sequenceId}", sequencePath);

const deleted = await client.DELETE("/api/clips/{clipId}", { params: { path: { clipId: clip.id } } });
const gone = await client.GET("/api/clips/{clipId}", { params: { path: { clipId: clip.id } } });

console.log(
  JSON.stringify({
    engine: clip.engine,
    overlap: conflicting.length === 1 && conflicting[0] === clip.id,
    signed: url.includes("signature="),
    played: played.status === 200 && bytes > 0,
    sequence:
      sequence.mp4Problem === null &&
      starts.length === 2 &&
      starts[1]! > 0 &&
      joined.status === 200 &&
      joinedBytes > bytes &&
      unmade.response.status === 204,
    deleted: deleted.response.status,
    gone: gone.error?.code,
  }),
);
