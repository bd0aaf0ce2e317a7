"""terminal.py COMMAND...: runs the command on a terminal of its own and prints
what it drew, with carriage returns as <CR> and line clearing as <CLEAR>."""

import os
import pty
import sys

process, terminal = pty.fork()
if process == 0:
    os.environ["TERM"] = "xterm"
    os.execv(sys.argv[1], sys.argv[1:])
drawn = b""
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:  # the other side is closed
        break
    if not part:
        break
    drawn += part
text = drawn.decode().replace("\r\n", "\n")
print(text.replace("\r", "\n<CR>").replace("\x1b[K", "<CLEAR>"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
