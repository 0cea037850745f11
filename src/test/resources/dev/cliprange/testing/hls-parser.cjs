// Parses all playlists of a folder in strict mode. Prints one line for each that is rejected, and the number of files.
// Arguments: the module's file, the folder.
const fs = require('fs');
const path = require('path');

const [module_, folder] = process.argv.slice(2);
const HLS = require(module_);
HLS.setOptions({ strictMode: true });
const files = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.m3u8'));
for (const name of files) {
  try {
    HLS.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
}
console.log(`parsed ${files.length}`);
