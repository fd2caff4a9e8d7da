#!/bin/sh
# Sets up .venv for the Makefile; quick when it is already there. Run from the repository root:
#     tools/setup.sh base|dev|local
# What is installed is written down in .venv/.installed-<part>: for which folder, Python and content of pyproject.toml and
# constraints.txt. Dates would not notice a moved checkout or an upgraded system Python.
# For any POSIX shell (macOS has bash 3.2); works from a path with spaces; installs nothing outside .venv.
set -eu
# Set for other work, these would make pip install outside .venv.
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_ROOT
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1

# The interpreter to make .venv with; empty: the first suitable one on the PATH.
PYTHON=${PYTHON:-}
# Where PyTorch's builds without CUDA are; a mirror may be named instead.
TORCH_INDEX=${TORCH_INDEX:-https://download.pytorch.org/whl/cpu}
CUDA_BUILD_SIZE='约 3 GB'
CPU_BUILD_SIZE='约 200 MB'

part=$1
stamp=.venv/.installed-$part
content=$(cat pyproject.toml constraints.txt | cksum)

main() {
    if [ "$part" = dev ]; then
        install_node_packages
        install_python_wechaty
    fi
    if is_fresh; then exit 0; fi
    if ! is_whole; then make_venv; fi
    case $part in
        base) install_rest . ;;
        dev) install_rest '.[dev,postgres]' ;;
        local)
            # torch by itself and first: asked for among others, pip would fetch whichever build it likes, CUDA and all.
            install_torch
            install_rest '.[local]'
            ;;
        *) say "tools/setup.sh base|dev|local"; exit 2 ;;
    esac
    written="$(here) $content"
    printf '%s%s' "$written" "$(kind)" > "$stamp"
    # Whatever is installed includes the base.
    printf '%s' "$written" > .venv/.installed-base
}

# Braces around names that Chinese follows: bash 3.2 takes its bytes for part of the name.
say() { printf '%s\n' "$@" >&2; }

give_up() { say "" "$@"; exit 1; }

version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || :; }

here() { printf '%s' "$(pwd -P) python$(version .venv/bin/python)"; }

is_wanted_python() { [ -z "$PYTHON" ] || [ "$(version "$PYTHON")" = "$(version .venv/bin/python)" ]; }

is_fresh() { [ "$(cat "$stamp" 2>/dev/null)" = "$(here) $content$(kind)" ] && is_wanted_python; }

is_whole() {
    [ "$(cat .venv/.made 2>/dev/null)" = "$(here)" ] && is_wanted_python || return 1
    # pip writes INSTALLER after a package's files: where it is missing, pip was killed half-way, and would not notice.
    for package in .venv/lib/python*/site-packages/*.dist-info; do
        [ -f "$package/INSTALLER" ] || return 1
    done
}

make_venv() {
    find_python
    say "用 ${found}（Python $(version "$found")）建立虚拟环境 .venv ……"
    "$found" -m venv --clear .venv
    here > .venv/.made
}

find_python() {
    found='' bare='' why=${PYTHON:+（PYTHON=$PYTHON 运行不了）}
    if [ -n "$PYTHON" ]; then set -- "$PYTHON"; else set -- python3.13 python3.12 python3.11 python3 python3.14 python; fi
    for candidate do
        # The shims of pyenv exist and do not run, so running is the test.
        version=$(version "$candidate")
        [ -n "$version" ] || continue
        if ! "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            why="（${candidate} 是 ${version}，太旧了）"
        elif ! "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            bare=${bare:-$version}
        else
            found=$candidate
            return
        fi
    done
    if [ -n "$bare" ]; then
        say "Python $bare 缺少 venv 模块（ensurepip），建不了虚拟环境。请先安装，再运行一次 make：" \
            "  Debian / Ubuntu：  sudo apt install python$bare-venv" \
            "  其他系统：         从 https://www.python.org/downloads/ 安装完整的 Python，或用 PYTHON= 指定另一个"
    else
        say "没有找到 Python 3.11 或更新的版本${why}。请先安装，再运行一次 make：" \
            "  Debian / Ubuntu：  sudo apt install python3 python3-venv" \
            "  （Ubuntu 22.04：   sudo apt install python3.11 python3.11-venv）" \
            "  macOS：            brew install python@3.13" \
            "  Fedora：           sudo dnf install python3.13" \
            "  已经装在别处：     make PYTHON=/路径/python3.13 run"
    fi
    exit 1
}

pip_install() { .venv/bin/python -m pip install -c constraints.txt "$@"; }

install_rest() {
    say "正在安装小爱需要的软件包（${part}）到 .venv ……"
    pip_install -e "$1" || give_up "安装没有成功，原因见上面。多半是网络的问题：再运行一次 make 会接着装。" \
        "在国内太慢的话，可以用镜像：PIP_INDEX_URL=https://pypi.tuna.tsinghua.edu.cn/simple make run"
}

# What tests talk to that only exists for Node.js, into node_modules beside its lockfile. Without Node.js those tests are skipped.
install_node_packages() {
    command -v npm >/dev/null 2>&1 || return 0
    for lock in tests/*/package-lock.json; do
        folder=${lock%/*}
        [ -f "$lock" ] || continue
        wanted="$(cksum < "$lock") node$(node --version)"
        if [ "$(cat "$folder/node_modules/.installed" 2>/dev/null)" = "$wanted" ]; then continue; fi
        say "正在安装测试要用的 Node.js 软件包（${folder}）……"
        if (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
            printf '%s' "$wanted" > "$folder/node_modules/.installed"
        else
            say "没有装上，用到它的测试会跳过。再运行一次 make 会接着装。"
        fi
    done
}

# The library our WeChat gateway's channel is compared with. What it needs fits neither our versions nor Python 3.13, so it lives in
# .venv-wechaty; without it that test is skipped.
install_python_wechaty() {
    requirements=tests/python_wechaty/requirements.txt other=.venv-wechaty
    [ -f "$requirements" ] || return 0
    for old in python3.12 python3.11 ${PYTHON:+"$PYTHON"} python3; do
        case $(version "$old") in 3.11|3.12) ;; *) continue ;; esac
        "$old" -c 'import ensurepip, venv' 2>/dev/null || continue
        wanted="$(cksum < "$requirements") $(pwd -P) python$(version "$old")"
        if [ "$(cat "$other/.installed" 2>/dev/null)" = "$wanted" ]; then return; fi
        say "正在安装测试要对照的 python-wechaty（${other}）……"
        if "$old" -m venv --clear "$other" && "$other/bin/python" -m pip install --quiet -r "$requirements" >&2; then
            printf '%s' "$wanted" > "$other/.installed"
        else
            say "没有装上，用到它的测试会跳过。再运行一次 make 会接着装。"
        fi
        return
    done
    return 0
}

# -- torch ------------------------------------------------------------------------------------------------------------

# What decides the build, written into the stamp: a machine that gets a graphics card gets the other build.
kind() {
    if [ "$part" != local ]; then return; fi
    if has_gpu; then printf ' gpu'; else printf ' cpu'; fi
}

has_gpu() { command -v nvidia-smi >/dev/null 2>&1 && nvidia-smi -L >/dev/null 2>&1; }

install_torch() {
    torch=$(sed -n 's/^torch==//p' constraints.txt)
    if has_gpu; then
        if has_torch && ! has_torch '+cpu'; then return; fi
        announce_cuda "有 NVIDIA 显卡，装带 CUDA 的 torch ${torch}。"
        # Any build but the one without CUDA, which pip would prefer where it is at hand.
        pip_install "torch==$torch,!=$torch+cpu" || no_torch
    elif has_torch; then
        return
    elif [ "$(uname -s)" != Linux ]; then
        pip_install --no-deps "torch==$torch" || no_torch
    else
        install_cpu_torch
    fi
}

# On the other systems the ordinary build has no CUDA in it; on Linux it has, and the one without is kept elsewhere.
install_cpu_torch() {
    say "没有 NVIDIA 显卡，装不带 CUDA 的 torch ${torch}（${CPU_BUILD_SIZE}）……"
    # --no-deps: an index of builds has its own, older copies of the rest, which comes from the usual place afterwards.
    complaints=.venv/.torch-complaints
    if pip_install --quiet --no-deps "torch==$torch+cpu" 2> "$complaints"; then
        return
    elif ! grep -q 'No matching distribution' "$complaints"; then
        cat "$complaints" >&2
        no_torch
    elif answers "$TORCH_INDEX/torch/"; then
        pip_install --no-deps --index-url "$TORCH_INDEX" "torch==$torch+cpu" || no_torch
    else
        say "连不上 $TORCH_INDEX 。"
        announce_cuda "拿不到不带 CUDA 的 torch，只能装带 CUDA 的（在这台没有显卡的机器上也能用，就是大）。"
        pip_install "torch==$torch" || no_torch
    fi
}

has_torch() {
    for found in .venv/lib/python*/site-packages/torch-"$torch${1:-}"*.dist-info; do [ -d "$found" ] && return; done
    return 1
}

# In five seconds. The signal ends Python wherever it waits, also for a name server.
answers() {
    (.venv/bin/python -c '
import signal, sys, urllib.request
signal.alarm(5)
urllib.request.urlopen(sys.argv[1])' "$1") >/dev/null 2>&1
}

announce_cuda() {
    say "" "$1" "要下载${CUDA_BUILD_SIZE}，装好后还要大几倍的磁盘空间。" \
        "不想装：按 Ctrl-C，然后用 make run（不带 LOCAL=1）或 make test LOCAL=0，不需要 torch 的部分都能用。" ""
    if [ -t 2 ]; then sleep 10; fi
}

no_torch() {
    give_up "torch 没有装上，原因见上面。再运行一次 make 会接着装。" \
        "没有它也行：make run 不带 LOCAL=1；make test LOCAL=0 会跳过要用它的测试。"
}

main
