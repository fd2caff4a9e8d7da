"""The command `xiaoai`. Each command imports what it needs when it runs: `check` and `classify` open no store."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import XiaoaiError

app = typer.Typer(
    name="xiaoai",
    help="小爱：微信里的家庭助手。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

models = typer.Typer(
    help="自己的显卡能用的模型：看有哪些、下载、删掉。", invoke_without_command=True, rich_markup_mode=None
)
app.add_typer(models, name="models")

Home = Annotated[
    Path | None, typer.Option("--home", help="程序文件夹；不写就用 XIAOAI_HOME，再不然是安装时的那个文件夹。")
]


def main() -> None:
    """Run a command; an error of the admin's is one sentence, never a traceback."""
    try:
        app()
    except XiaoaiError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


@app.command()
def run(home: Home = None) -> None:
    """启动小爱，一直运行到按 Ctrl-C。"""
    from bot.serve import START_AGAIN, serve

    if _run(serve(home)) == START_AGAIN:
        sys.stdout.flush()
        # In the same process, so that whoever supervises it sees no end of it; nothing is left of the old one but its number.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - what was started, once more


@app.command()
def password(home: Home = None) -> None:
    """设一个新的网页密码；小爱开着关着都行，忘了密码就用它。"""
    from bot.set_password import set_password

    set_password(home)


@app.command()
def login(
    channel: Annotated[str, typer.Argument(help="哪一条路，现在只有 ilink（个人微信）要这样登录。")],
    name: Annotated[str, typer.Option("--name", help="这是谁的微信，例如 妈妈。")] = "",
    home: Home = None,
) -> None:
    """把一个人的微信接上：在终端里画二维码，用那个人的手机扫。小爱正在运行也可以。"""
    if channel != "ilink":
        typer.echo("只能写 ilink：xiaoai login ilink", err=True)
        sys.exit(2)
    from bot.logging_in import log_in

    sys.exit(_run(log_in(home, name[:50])))


@app.command()
def serve(
    model: Annotated[
        list[str] | None, typer.Option("--model", help="模型：models 文件夹里的名字，或者文件夹的路径；可以写几个。")
    ] = None,
    host: Annotated[str, typer.Option("--host", help="给别的机器用，写这台机器的地址；要先设钥匙。")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口，0 是随便用一个空着的。")] = 8760,
    plan: Annotated[str, typer.Option("--plan", help="显存怎么省着用；不写就按显卡自己挑。")] = "",
    card: Annotated[
        list[int] | None, typer.Option("--card", help="用第几张显卡，从 0 数起；有几张就写几次，各拍各的。")
    ] = None,
    home: Home = None,
) -> None:
    """让这台机器的显卡给家里的小爱用：拍视频、画图。一直运行到按 Ctrl-C。

    小爱和显卡在同一台机器上的不用这个：设置里的 generators 写上 local，启动小爱就行。
    """
    from bot.local_server import Wanted, become_server

    become_server(home, Wanted(tuple(model or ()), host, port, plan, tuple(card or ())))


@app.command()
def chat(home: Home = None) -> None:
    """在终端里和小爱聊天。"""
    from bot.talk import chat as talk

    sys.exit(_run(talk(home)))


@app.command()
def say(text: Annotated[str, typer.Argument(help="要说的话。")], home: Home = None) -> None:
    """说一句话，等到回答；要是拍视频，等到片子做好，最后一行是文件的位置。

    退出码：0 办好了，1 没办成，3 说不准（比如不确定付没付钱）。
    """
    from bot.talk import say as talk

    sys.exit(_run(talk(home, text)))


@app.command()
def jobs(home: Home = None) -> None:
    """最近的任务：编号、状态、内容。"""
    from bot.talk import list_jobs

    _run(list_jobs(home))


@app.command()
def generators(
    every: Annotated[bool, typer.Option("--all", help="没写进设置的也列出来。")] = False,
    retry: Annotated[str, typer.Option("--retry", help="让一个歇着的马上重新用起来，写它的名字。")] = "",
    home: Home = None,
) -> None:
    """各个生成器：会做什么、多少钱、钥匙齐不齐、现在好不好用。小爱开着关着都能看。"""
    from bot import generator_table

    if retry:
        sys.exit(_run(generator_table.retry(home, retry)))
    generator_table.show(home, is_all=every)


@app.command()
def generate(
    text: Annotated[str, typer.Argument(help="要做什么，用平常的话说；有照片的时候可以不写。")] = "",
    maker: Annotated[str, typer.Option("--with", help="用哪个生成器，写它在设置里的名字，比如 zhipu。")] = "",
    seconds: Annotated[float | None, typer.Option("--seconds", min=1, max=60, help="几秒。")] = None,
    size: Annotated[str, typer.Option("--size", help="尺寸，宽x高，比如 1280x720。")] = "",
    picture: Annotated[Path | None, typer.Option("--picture", help="从这张照片做起。")] = None,
    image: Annotated[bool, typer.Option("--image", help="画一张图，不拍视频。")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="放到哪里：文件夹或者文件名；不写就是现在的文件夹。")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不用再问，直接做。")] = False,
    home: Home = None,
) -> None:
    """用指定的生成器做一个，看看它行不行。要花钱先说花多少，点头了才做；最后一行是文件的位置。

    半路断了不会再花一次钱：再说一遍同样的，或者启动小爱，就接着做。退出码：0 做好了，1 没做成，2 写得不对，3 说不准。
    """
    from bot.generate import Order, generate_one

    if not maker:
        raise typer.BadParameter("写上用哪个生成器，比如 --with zhipu；都有哪些：xiaoai generators --all")
    order = Order(maker, text, "image" if image else "video", seconds, size, picture, out, yes)
    sys.exit(_run(generate_one(home, order)))


@models.callback()
def list_models(context: typer.Context, home: Home = None) -> None:
    """自己的显卡能用的模型：多大、许可准不准、下载了没有。"""
    from bot import local_models

    if context.invoked_subcommand is None:
        local_models.show(home)


@models.command("download")
def download_model(
    name: Annotated[str, typer.Argument(help="模型的名字，xiaoai models 列出来的。")],
    where: Annotated[
        str, typer.Option("--from", help="从哪里下：modelscope 或者 huggingface；不写就按设置里的。")
    ] = "",
    extras: Annotated[
        bool, typer.Option("--extras/--no-extras", help="旁边的小模型（放大、提速）要不要一起下。")
    ] = True,
    home: Home = None,
) -> None:
    """下载一个模型。断了不要紧，再说一遍就接着下。"""
    from bot import local_models

    _run(local_models.download(home, name, where, has_extras=extras))


@models.command("remove")
def remove_model(
    name: Annotated[str, typer.Argument(help="模型的名字。")],
    yes: Annotated[bool, typer.Option("--yes", help="不用再问，直接删。")] = False,
    home: Home = None,
) -> None:
    """删掉一个模型，下了一半的也行。"""
    from bot import local_models

    sys.exit(local_models.remove(home, name, is_agreed=yes))


@app.command()
def classify(
    texts: Annotated[list[str] | None, typer.Argument(help="要识别的句子；不写就从标准输入读。")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='标准输入每行是 {"text": "…"}，每行输出一个 JSON。')] = False,
    offline: Annotated[bool, typer.Option("--offline", help="不问语言模型。")] = False,
    home: Home = None,
) -> None:
    """看一句话会被识别成什么：意图、把握、填进去的词。不收发消息，不存东西。"""
    from bot.look import classify as look

    sys.exit(look(home, texts or [], jsonl=jsonl, offline=offline))


@app.command()
def parse(
    texts: Annotated[list[str] | None, typer.Argument(help="要看的句子；不写就从标准输入一行一句地读。")] = None,
    home: Home = None,
) -> None:
    """看一句话是怎么被听懂的：哪条句式认走的、每一处吞了什么、分类器怎么想。改句式的时候用。"""
    from bot.look import parse as look

    sys.exit(look(home, texts or []))


@app.command()
def shots(
    texts: Annotated[list[str] | None, typer.Argument(help="拍片的要求；不写就从标准输入读。")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='标准输入每行是 {"text": "…"}，每行输出一个 JSON。')] = False,
    offline: Annotated[bool, typer.Option("--offline", help="不问语言模型，只用词表（简易模式）。")] = False,
    family: Annotated[
        str, typer.Option("--family", help="给哪一家生成器写提示词：ltx、cogvideox、wan、zhipu、storyboard。")
    ] = "ltx",
    home: Home = None,
) -> None:
    """看一个要求会写成什么样的英文分镜和提示词。设好了大模型就请它写（只写，不生成），不存东西。

    有一行看不懂时，那一行输出错在哪里，别的照写；退出码是 1。
    """
    from bot.look import shots as look

    sys.exit(look(home, texts or [], jsonl=jsonl, family=family, offline=offline))


@app.command()
def check(
    model: Annotated[
        bool, typer.Option("--model", help="再请设好的大模型判断一遍：只问前两步拿不准的测试句。")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="和 --model 一起写：每个测试句都问大模型。")] = False,
    home: Home = None,
) -> None:
    """检查意图和提示词文件，跑一遍里面的测试句。有问题就逐条列出文件和行号。"""
    from bot.look import check as look

    status = look(home)
    if model or every:
        from bot.look_model import check_model

        status = _run(check_model(home, every=every)) or status
    sys.exit(status)


@app.command()
def doctor(home: Home = None) -> None:
    """看看哪些已经设好，还缺什么，怎么补上。"""
    from bot.doctor import examine

    sys.exit(examine(home))


def _run(work: Coroutine[Any, Any, int | None]) -> int:
    try:
        return asyncio.run(work) or 0
    except KeyboardInterrupt:
        return 130
