"""智谱 once more, where Vidu's models are sold: the same service under the generator's name.

python -m tests.doubles.zhipu_vidu --port 0 [--key id.secret] [--seconds 0.2] [--url-seconds 3600]
"""

from tests.doubles.loopback import serve
from tests.doubles.provider import provider_arguments
from tests.doubles.zhipu import ZhipuApp

if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(ZhipuApp(options), options)
