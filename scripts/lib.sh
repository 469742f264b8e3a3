# Shared by the scripts: where the project is, and the packages it needs. To be sourced.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# wanted GROUP...: the packages of these groups.
wanted() {
  local group
  for group in "$@"; do awk -v g="$group" '$1 == g { print $2 }' scripts/packages.txt; done
}

# missing PACKAGE...: those that are not installed.
missing() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# need GROUP...: installs what is missing, or prints the list where this is no Debian.
need() {
  local packages lacking admin=()
  mapfile -t packages < <(wanted "$@")
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian or Ubuntu system. If the build fails, install what these Debian packages hold:" >&2
    printf '  %s\n' "${packages[@]}" >&2
    return 0
  fi
  mapfile -t lacking < <(missing "${packages[@]}")
  [ ${#lacking[@]} -eq 0 ] && return 0
  [ "$(id -u)" -eq 0 ] || admin=(sudo)
  echo "Installing: ${lacking[*]}" >&2
  "${admin[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${admin[@]}" apt-get install -y -qq --no-install-recommends "${lacking[@]}" >/dev/null
}

# build PRESET [TARGET...]: configures once, builds always.
build() {
  local preset=$1
  shift
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" ${1:+--target "$@"} -- --quiet
}
