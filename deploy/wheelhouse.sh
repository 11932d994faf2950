#!/bin/bash
# On a machine with network, in the project's folder: gathers all that an installation without network needs into one folder.
#   deploy/wheelhouse.sh OUT [postgres]
# The machine must have the same Python version and kind of processor as the server.
set -euo pipefail
out=${1:?"usage: deploy/wheelhouse.sh OUT [postgres]"}
lock=requirements/${2:-work}.lock
[ -f "$lock" ] || { echo "there is no $lock" >&2; exit 2; }
[ -d src/gangmu/foundation/ui/static/bundle ] || { echo "run 'make assets' first: the pages need their styles" >&2; exit 2; }
.venv/bin/python tools/messages.py compile
mkdir -p "$out/wheels"
.venv/bin/python -m ensurepip -q 2>/dev/null || true
.venv/bin/python -m pip wheel --quiet --require-hashes --wheel-dir "$out/wheels" -r "$lock"
.venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir "$out/wheels" .
cp deploy/install.sh "$out/"
cp -r deploy/systemd deploy/gangmu.env.example "$out/"
(cd "$out" && find wheels -name "*.whl" -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
echo "$out: $(find "$out/wheels" -name "*.whl" | wc -l) wheels, $(du -sh "$out" | cut -f1). Carry the folder to the server and run install.sh there."
