// Reads the file given as an argument with mp4box.js; writes what it found, and what it complained of, as JSON.
import { readFileSync } from 'node:fs';
import * as mp4box from 'mp4box';

const complaints = [];

mp4box.Log.warn = (where, what) => complaints.push(`warn ${where}: ${what}`);
mp4box.Log.error = (where, what) => complaints.push(`error ${where}: ${what}`);

let codecs = [];
let listed = 0;
let read = 0;
const file = mp4box.createFile(true);
file.onError = (where, what) => complaints.push(`error ${where}: ${what}`);
file.onReady = info => {
  codecs = info.tracks.map(track => track.codec);
  for (const track of info.tracks) {
    listed += track.nb_samples;
    file.setExtractionOptions(track.id, null, { nbSamples: 1_000_000 });
  }
  file.start();
};
file.onSamples = (id, user, samples) => {
  read += samples.filter(sample => sample.data && sample.data.byteLength === sample.size).length;
};
const bytes = readFileSync(process.argv[2]);
const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
buffer.fileStart = 0;
file.appendBuffer(buffer, true);
file.flush();
process.stdout.write(JSON.stringify({ complaints, codecs, listed, read }));
