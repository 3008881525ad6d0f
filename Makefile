# Every command starts from a bare clone: it needs make and Python 3.11 or newer, nothing else.
#   make run     the application with its servers and a demo town
#   make test    everything that must hold on every commit; `make check` is its quick part
#   make proof   the exhaustive and long ones (SHARE=ci: a share of what they try)
#   make faults  everything that runs is killed, frozen and filled under load (SHARE=ci: less of it;
#                MAY_SKIP=1: content without what needs root)
PYTHON = python3
# Relative paths: make cannot have a space in a target, and the clone may lie in such a place.
IN_CLONE = $(PYTHON) -I tildeling/bootstrap.py

.PHONY: run setup check test proof faults soak planted approve migrations lock sbom audit clean

run:
	@$(IN_CLONE) python -m tildeling.run

setup:
	@$(IN_CLONE)

check test proof:
	@$(IN_CLONE) python .ci/steps.py $@

SHARE = full
faults:
	@$(IN_CLONE) python -m tests.faults.campaign --share $(SHARE) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(WRITE),--write) \
	  $(if $(or $(filter 1,$(MAY_SKIP)),$(filter ci,$(SHARE))),--may-skip)

# As long as you like: a random fault every five minutes, memory and connections every minute.
MINUTES = 60
soak:
	@$(IN_CLONE) python -m tests.faults.campaign --soak $(MINUTES)

# Each known trap brought back in a copy of the tree: the campaign must catch them all.
planted:
	@$(IN_CLONE) python -m tests.faults.planted $(BUGS)

# Write what the tests approved last time anew; read the difference before committing it.
approve:
	@$(IN_CLONE) sh -c 'APPROVE=1 python -m pytest -q $$(grep -rl --include="test_*.py" APPROVE tests)'
	@git --no-pager diff --stat -- tests/approved docs

migrations:
	@$(IN_CLONE) env DJANGO_SETTINGS_MODULE=tests.settings python manage.py makemigrations

# The locks hold for every platform and name no host.
lock:
	@$(IN_CLONE) sh -c '\
	  compile="uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml"; \
	  $$compile --all-extras --output-file requirements.lock && \
	  $$compile --constraint requirements.lock --output-file requirements-production.lock && \
	  npm install --package-lock-only --loglevel=error'

# What the product is made of (CycloneDX), from the locks alone.
sbom:
	@mkdir -p var
	@$(IN_CLONE) python .ci/sbom.py > var/sbom.cdx.json
	@echo var/sbom.cdx.json

# Known weaknesses in it: asks the advisory databases, so it needs the network and is no part of CI.
audit:
	@$(IN_CLONE) uv tool run --from 'pip-audit==2.*' pip-audit --requirement requirements-production.lock \
	  --require-hashes --disable-pip --progress-spinner off
	@$(IN_CLONE) npm audit --omit=dev

clean:
	@rm -rf .venv node_modules var
