# Each target first sets up what it needs in .venv and is quick when that is already there; how: tools/setup.sh.
# Kept to the syntax of GNU Make 3.81 (macOS); works from a path with spaces; installs nothing outside .venv.

# The interpreter to make .venv with; empty: the first suitable one on the PATH.
PYTHON ?=
# More arguments for `run` and `test`: make test ARGS='-k weather -x'
ARGS ?=
# 1: with torch and what else a model on this machine needs; 0: without. Empty: `test` with, all others without.
LOCAL ?=

# Two test files beside each other: many start servers and browsers of their own, and some measure time. A test that fails for want
# of it is tried once more; the closing line says how many were. One after the other, as `pytest` itself does it: make test BESIDE=
BESIDE ?= --numprocesses 2 --dist loadfile --reruns 1

export PYTHON

.PHONY: help run test lint fix check setup clean base dev local

help:
	@echo '用法：make 目标  [ARGS="给命令的参数"]  [LOCAL=1 或 0]  [PYTHON=用哪个 python]'
	@echo
	@echo '  make run          启动小爱（第一次会自动安装，要几分钟）'
	@echo '  make run LOCAL=1  同上，再装上在本机显卡上生成视频要用的 torch'
	@echo '  make check        检查意图和提示词模板，再检查代码'
	@echo '  make test         运行全部测试，例如 make test ARGS="-k weather"；也会装 torch'
	@echo '  make test LOCAL=0 不装 torch，跳过要用它的测试'
	@echo '  make lint         检查代码：ruff、mypy、import-linter'
	@echo '  make fix          自动修正代码格式'
	@echo '  make setup        只安装，包括开发工具；加 LOCAL=1 也装 torch'
	@echo '  make clean        删除 .venv 和各种缓存（不动 data 里的东西）'

run: base $(if $(filter 1,$(LOCAL)),local)
	@exec .venv/bin/xiaoai run $(ARGS)

test: dev $(if $(filter-out 0,$(or $(LOCAL),1)),local)
	@exec .venv/bin/python -m pytest $(BESIDE) $(ARGS)

lint: dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

fix: dev
	.venv/bin/ruff check --fix --exit-zero
	.venv/bin/ruff format

check: dev
	.venv/bin/xiaoai check
	@$(MAKE) --no-print-directory lint

setup: dev $(if $(filter 1,$(LOCAL)),local)

clean:
	rm -rf .venv .venv-wechaty build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./.git -prune -o -path ./data -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

# Also under make -j: they write the same folder.
.NOTPARALLEL:

base dev local:
	@tools/setup.sh $@
