#!/bin/bash
# Makes the virtual environment in which the golden values are computed, in
# test/golden/.venv. Tests need neither it nor what it installs.
set -euo pipefail

folder=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
python3 -m venv "$folder/.venv"
"$folder/.venv/bin/pip" install --quiet \
  numpy==2.4.6 jax==0.10.2 jaxlib==0.10.2 optax==0.2.8
echo "$folder/.venv/bin/python $folder/optimizers.py"
