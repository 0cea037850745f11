#!/bin/sh
# Fetches hls.js from npm into the studio and writes its hashes. Usage: src/studio/fetch-hls.sh [version]
set -eu
cd "$(dirname "$0")/../main/resources/studio/lib"
version=${1:-$(sed -n '1s/^hls\.js \([0-9.]*\),.*/\1/p' hls.txt)}
url=https://registry.npmjs.org/hls.js/-/hls.js-$version.tgz
fetched=$(mktemp -d)
trap 'rm -rf "$fetched"' EXIT
curl -fsSL "$url" | tar -xz -C "$fetched"
cp "$fetched/package/dist/hls.min.mjs" "$fetched/package/dist/hls.worker.js" .
cp "$fetched/package/LICENSE" hls.LICENSE.txt
{
  echo "hls.js $version, the full build. Apache License 2.0, see hls.LICENSE.txt."
  echo "From $url, folder dist, unchanged. src/studio/fetch-hls.sh fetches it again."
  echo
  echo "SHA-256:"
  sha256sum hls.min.mjs hls.worker.js hls.LICENSE.txt
} > hls.txt
