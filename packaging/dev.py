"""Set up, run and test the program: `python3 packaging/dev.py run`, or `test`.

Standard library only, on Linux, macOS and Windows. This file is read by whatever Python somebody
has at hand, an old one too: hence no annotation and no newer syntax here.
"""

import sys

USE = """Usage: python3 packaging/dev.py COMMAND

  run [ARGUMENTS...]       set up .venv if need be, and start fbi_uploader with these arguments
  run --headless FILES...  send these files (or a small set of its own) to the sandbox node
  test [--only PART] [--python VERSION] [--every-python] [PYTEST ARGUMENTS...]
                           install what the tests need, and run every part (see test --help)
  words                    bring the window's translations in line with its code
"""

PYTHON_3_7 = 0x03070000

if __name__ == "__main__":
    if sys.hexversion < PYTHON_3_7:
        sys.exit("fbi_uploader needs Python 3.11 or 3.12: python3.12 packaging/dev.py COMMAND")
    import dev_python

    dev_python.ensure_suitable(sys.argv)
    import dev_commands

    sys.exit(dev_commands.main(sys.argv[1:], USE))
