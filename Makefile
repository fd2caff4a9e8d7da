# Each target first sets up what it needs in .venv and is quick when that is already there.
# Kept to the syntax of GNU Make 3.81 (macOS); works from a path with spaces; installs nothing outside .venv.

# The interpreter to make .venv with; empty: the first suitable one on the PATH.
PYTHON ?=
# More arguments for `run` and `test`: make test ARGS='-k weather -x'
ARGS ?=

.PHONY: help run test lint fix check setup clean base dev

help:
	@echo '用法：make 目标  [ARGS="给命令的参数"]  [PYTHON=用哪个 python]'
	@echo
	@echo '  make run     启动小爱（第一次会自动安装，要几分钟）'
	@echo '  make check   检查意图和提示词模板，再检查代码'
	@echo '  make test    运行全部测试，例如 make test ARGS="-k weather"'
	@echo '  make lint    检查代码：ruff、mypy、import-linter'
	@echo '  make fix     自动修正代码格式'
	@echo '  make setup   只安装，包括开发工具'
	@echo '  make clean   删除 .venv 和各种缓存（不动 data 里的东西）'

run: base
	@exec .venv/bin/xiaoai run $(ARGS)

test: dev
	@exec .venv/bin/python -m pytest $(ARGS)

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

setup: dev

clean:
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./.git -prune -o -path ./data -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

base:
	@sh -c "$$SETUP" setup base .

dev:
	@sh -c "$$SETUP" setup dev '.[dev,postgres]'

# What is installed is written down in .venv/.installed-base and .venv/.installed-dev: for which folder, Python and
# content of pyproject.toml and constraints.txt. Dates would not notice a moved checkout or an upgraded system Python.
base dev: export SETUP = $(setup_script)
base dev: export PYTHON := $(PYTHON)
define setup_script
set -eu
# Set for other work, these would make pip install outside .venv.
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_ROOT
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1
stamp=.venv/.installed-$$1
content=$$(cat pyproject.toml constraints.txt | cksum)

# Braces around names that Chinese follows: bash 3.2 (macOS) takes its bytes for part of the name.
say() { printf '%s\n' "$$@" >&2; }

version() { "$$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || :; }

here() { printf '%s' "$$(pwd -P) python$$(version .venv/bin/python)"; }

is_wanted_python() { [ -z "$$PYTHON" ] || [ "$$(version "$$PYTHON")" = "$$(version .venv/bin/python)" ]; }

is_fresh() { [ "$$(cat "$$stamp" 2>/dev/null)" = "$$(here) $$content" ] && is_wanted_python; }

is_whole() {
    [ "$$(cat .venv/.made 2>/dev/null)" = "$$(here)" ] && is_wanted_python || return 1
    # pip writes INSTALLER after a package's files: where it is missing, pip was killed half-way, and would not notice.
    for package in .venv/lib/python*/site-packages/*.dist-info; do
        [ -f "$$package/INSTALLER" ] || return 1
    done
}

find_python() {
    found='' bare='' why=$${PYTHON:+（PYTHON=$$PYTHON 运行不了）}
    if [ -n "$$PYTHON" ]; then set -- "$$PYTHON"; else set -- python3.13 python3.12 python3.11 python3 python3.14 python; fi
    for candidate do
        # The shims of pyenv exist and do not run, so running is the test.
        version=$$(version "$$candidate")
        [ -n "$$version" ] || continue
        if ! "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            why="（$${candidate} 是 $${version}，太旧了）"
        elif ! "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            bare=$${bare:-$$version}
        else
            found=$$candidate
            return
        fi
    done
    if [ -n "$$bare" ]; then
        say "Python $$bare 缺少 venv 模块（ensurepip），建不了虚拟环境。请先安装，再运行一次 make：" \
            "  Debian / Ubuntu：  sudo apt install python$$bare-venv" \
            "  其他系统：         从 https://www.python.org/downloads/ 安装完整的 Python，或用 PYTHON= 指定另一个"
    else
        say "没有找到 Python 3.11 或更新的版本$${why}。请先安装，再运行一次 make：" \
            "  Debian / Ubuntu：  sudo apt install python3 python3-venv" \
            "  （Ubuntu 22.04：   sudo apt install python3.11 python3.11-venv）" \
            "  macOS：            brew install python@3.13" \
            "  Fedora：           sudo dnf install python3.13" \
            "  已经装在别处：     make PYTHON=/路径/python3.13 run"
    fi
    exit 1
}

if is_fresh; then exit 0; fi

if ! is_whole; then
    find_python
    say "用 $${found}（Python $$(version "$$found")）建立虚拟环境 .venv ……"
    "$$found" -m venv --clear .venv
    here > .venv/.made
fi

say "正在安装小爱需要的软件包到 .venv ……"
if ! .venv/bin/python -m pip install -c constraints.txt -e "$$2"; then
    say "" "安装没有成功，原因见上面。多半是网络的问题：再运行一次 make 会接着装。" \
        "在国内太慢的话，可以用镜像：PIP_INDEX_URL=https://pypi.tuna.tsinghua.edu.cn/simple make run"
    exit 1
fi
printf '%s' "$$(here) $$content" > "$$stamp"
# What dev installs includes the base.
printf '%s' "$$(here) $$content" > .venv/.installed-base
endef
