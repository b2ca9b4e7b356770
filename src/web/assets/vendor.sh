#!/usr/bin/env bash
# src/web/assets/vendor.sh    makes src/web/assets/vendor again, from the npm packages at the versions below
#
# Run it after a page uses a class of Utrecht, or an icon, that no page used before: what is not used is left out. A test
# says so when it is time. Needs node, npm and a network. A package with another content than vendor.sha256 says is refused.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

packages=(
    @utrecht/component-library-css@9.0.4
    @nl-design-system-unstable/voorbeeld-design-tokens@7.4.1
    htmx.org@4.0.1
    @fontsource-variable/atkinson-hyperlegible-next@5.3.0
    @tabler/icons@3.51.0
)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
for package in "${packages[@]}"; do
    npm pack --silent "$package" >/dev/null
done
sha256sum --strict --check --quiet "$here/vendor.sha256"
for archive in *.tgz; do
    mkdir "${archive%.tgz}"
    tar -xzf "$archive" -C "${archive%.tgz}" --strip-components=1
done

utrecht=utrecht-component-library-css-9.0.4
voorbeeld=nl-design-system-unstable-voorbeeld-design-tokens-7.4.1
htmx=htmx.org-4.0.1
atkinson=fontsource-variable-atkinson-hyperlegible-next-5.3.0
tabler=tabler-icons-3.51.0

rm -rf "$here/vendor"
mkdir -p "$here/vendor/icons"
node "$here/vendor.mjs" "$here/../.." "$here/vendor" "$utrecht/dist/index.css" "$voorbeeld/dist/theme.css" "$tabler/icons"
for file in htmx ext/hx-sse; do
    # Without the line that points to a map, which is not served.
    sed '/^\/\/# sourceMappingURL=/d' "$htmx/dist/$file.min.js" >"$here/vendor/${file#ext/}.min.js"
done
for part in latin latin-ext; do
    cp "$atkinson/files/atkinson-hyperlegible-next-$part-wght-normal.woff2" "$here/vendor/atkinson-$part.woff2"
done
cp "$utrecht/LICENSE.md" "$here/vendor/LICENCE-utrecht.md"
cp "$voorbeeld/LICENSE.md" "$here/vendor/LICENCE-voorbeeld.md"
cp "$htmx/LICENSE" "$here/vendor/LICENCE-htmx"
cp "$atkinson/LICENSE" "$here/vendor/LICENCE-atkinson"
cp "$tabler/LICENSE" "$here/vendor/LICENCE-tabler"
cd "$here/vendor"
find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
