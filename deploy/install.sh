#!/bin/bash
# On the server, in the folder that wheelhouse.sh made, as root: installs or upgrades without network.
#   ./install.sh [/opt/gangmu]
set -euo pipefail
cd "$(dirname "$0")"
target=${1:-/opt/gangmu}
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo "Python 3.11 to 3.13 is needed" >&2; exit 2; }
echo "› checking the wheels"
sha256sum --check --quiet SHA256SUMS
echo "› installing into $target/venv"
mkdir -p "$target"
[ -x "$target/venv/bin/python" ] || "$python" -m venv "$target/venv"
"$target/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --upgrade gangmu $(ls wheels | grep -q '^psycopg-' && echo "psycopg[binary]")
"$target/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall wheels/gangmu-*.whl
"$target/venv/bin/gangmu" --help > /dev/null
echo "› installed. A new server: gangmu init. One that is running: stop the services, gangmu upgrade, start them."
