"""Functions that are known to harm where a file has them called, by the names with which files name them.

What is not listed is unknown, not harmless.
"""

_PROGRAMS = "starts programs"
_TEXT = "executes text as code"
_OTHER = "loads other code or other pickles"
_NETWORK = "opens network connections"
_FILES = "reads, writes or removes files"
_PROCESS = "reaches into the process that runs it"
_BY_NAME = "calls or changes what it finds by name"

_HARM = {
    _PROGRAMS: "os posix nt subprocess _posixsubprocess pty commands popen2 multiprocessing torch.multiprocessing",
    _TEXT: "builtins.eval builtins.exec builtins.compile builtins.breakpoint code codeop runpy timeit trace profile "
    "cProfile pdb bdb doctest types.FunctionType types.CodeType",
    _OTHER: "builtins.__import__ importlib imp pkgutil zipimport pickle _pickle marshal shelve dill cloudpickle joblib "
    "pip ensurepip venv site torch.hub torch.package torch.utils.cpp_extension torch.load torch.serialization.load "
    "torch.jit.load torch.export.load numpy.load torch.ops.load_library torch.classes.load_library",
    _NETWORK: "socket _socket ssl socketserver http urllib ftplib smtplib telnetlib poplib imaplib nntplib xmlrpc "
    "asyncio webbrowser requests urllib3 httpx aiohttp paramiko torch.distributed",
    _FILES: "builtins.open io.open io.open_code io.FileIO _io.open _io.open_code _io.FileIO codecs.open shutil "
    "tempfile fileinput linecache tarfile zipfile mmap logging.FileHandler torch.save torch.from_file numpy.fromfile "
    "numpy.memmap numpy.save numpy.savez numpy.savetxt pathlib.Path.open pathlib.Path.unlink pathlib.Path.rename "
    "pathlib.Path.replace pathlib.Path.write_text pathlib.Path.write_bytes pathlib.Path.touch pathlib.Path.chmod",
    _PROCESS: "sys ctypes _ctypes cffi signal threading.Thread threading.Timer gc.get_objects inspect.currentframe",
    _BY_NAME: "builtins.getattr builtins.setattr builtins.delattr builtins.globals builtins.locals builtins.vars "
    "builtins.map builtins.filter operator.attrgetter operator.methodcaller operator.call functools.partial "
    "functools.reduce",
}
_DOES = {name: does for does, names in _HARM.items() for name in names.split()}
_OLD_NAMES = {"__builtin__": "builtins", "_operator": "operator", "_functools": "functools"}
_WITHIN_TORCH = frozenset(("os", "sys", "builtins", "ctypes", "importlib", "threading"))  # what torch has imported


def danger_of(name: str) -> str:
    """Say what the function with this full name does, as the end of a sentence about "it"; "" where nothing is known.

    >>> danger_of("os.system")
    'starts programs'
    >>> danger_of("torch.os.system")
    'starts programs'
    >>> danger_of("numpy.core.multiarray._reconstruct")
    ''
    """
    words = name.split(".")
    if words[0] == "torch" and len(words) > 2 and words[1] in _WITHIN_TORCH:
        del words[0]
    words[0] = _OLD_NAMES.get(words[0], words[0])
    outer = (".".join(words[:count]) for count in range(len(words), 0, -1))
    return next((_DOES[prefix] for prefix in outer if prefix in _DOES), "")
