"""Real MySQL and MariaDB servers of our own: private programs, private data, private ports."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stack.errors import StackError
from stack.packages import program, unpacked
from stack.process import Daemon

ADMIN = "kampus_admin"

SETTINGS = [
    "--innodb-flush-log-at-trx-commit=1",
    "--sync-binlog=1",
    "--local-infile=1",
    "--max-allowed-packet=64M",
    # With the default of 128M, MySQL 9.7 was seen to hang in a window function over a million rows.
    "--innodb-buffer-pool-size=512M",
    "--character-set-server=utf8mb4",
    "--skip-name-resolve",
]


@dataclass(frozen=True)
class Flavour:
    """One kind of server: how it is found, given a data folder, and started."""

    name: str
    server: list[str]
    options: list[str]
    initialise: Callable[[Path], list[str]]

    def version(self) -> str:
        text = subprocess.run(
            [*self.server, "--no-defaults", "--version"], capture_output=True, text=True, check=False
        ).stdout
        found = re.search(r"Ver (\S+)", text)
        return f"{self.name} {found.group(1) if found else '?'}"


def mysql() -> Flavour:
    """MySQL from Debian unstable, unpacked privately; else a `mysqld` on the PATH; else MariaDB."""
    try:
        root = unpacked("mysql", ["mysql-server-core"], suite="sid")
        server = program(root, "usr/sbin/mysqld")
        extra = [
            f"--basedir={root}/usr",
            f"--lc-messages-dir={root}/usr/share/mysql",
            f"--plugin-dir={root}/usr/lib/mysql/plugin",
        ]
    except StackError as error:
        found = shutil.which("mysqld")
        if not found:
            print(f"No MySQL server can be had here ({error}). The warehouse runs on MariaDB instead.")
            return mariadb()
        server, extra = [found], []
    options = [*extra, "--secure-file-priv=", "--mysqlx=OFF", "--binlog-row-metadata=FULL", *_as_root()]
    return Flavour(
        "MySQL",
        server,
        options,
        lambda data: [*server, "--no-defaults", *options, "--initialize-insecure", f"--datadir={data}"],
    )


def mariadb() -> Flavour:
    """MariaDB from the machine's own Debian release, unpacked privately; else a `mariadbd` on the PATH."""
    options = [
        "--log-bin=binlog", "--binlog-format=ROW", "--binlog-row-image=FULL", "--binlog-row-metadata=FULL",
        "--gtid-strict-mode=1", "--server-id=2", *_as_root(),
    ]  # fmt: skip
    try:
        root = unpacked("mariadb", ["mariadb-server-core"])
        server = program(root, "usr/sbin/mariadbd")
        options += [
            f"--basedir={root}/usr",
            f"--lc-messages-dir={root}/usr/share/mysql",
            f"--plugin-dir={root}/usr/lib/mysql/plugin",
        ]
        scripts = root / "usr/share/mysql"
    except StackError:
        found = shutil.which("mariadbd")
        if not found:
            raise
        server, scripts = [found], Path("/usr/share/mysql")
    return Flavour("MariaDB", server, options, lambda data: _mariadb_bootstrap(server, options, scripts, data))


@dataclass(frozen=True)
class DatabaseServer:
    """A server with its own home folder. Only the local machine reaches it, as ADMIN with a generated password."""

    name: str
    home: Path
    port: int
    flavour: Flavour

    @property
    def daemon(self) -> Daemon:
        return Daemon(self.name, self.home)

    @property
    def password(self) -> str:
        """The password of ADMIN, drawn once and readable by the owner of the home folder only."""
        file = self.home / "password"
        if not file.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            _write_private(file, secrets.token_urlsafe(18))
        return file.read_text()

    def start(self) -> None:
        if self.daemon.pid is not None:
            return
        data = self.home / "data"
        if not data.exists():
            self._initialise(data)
        # A Unix socket's path may not be longer than 107 bytes, and a home folder may be deep.
        socket_path = f"/tmp/kampus-{self.name}-{self.port}.sock"
        # A server that was killed leaves its process id in it, which another program may have by now.
        Path(f"{socket_path}.lock").unlink(missing_ok=True)
        self.daemon.start(
            [*self.flavour.server, "--no-defaults", *self.flavour.options, *SETTINGS, f"--datadir={data}",
             f"--port={self.port}", "--bind-address=127.0.0.1", f"--socket={socket_path}",
             f"--pid-file={self.home}/server.pid", f"--init-file={self._login_script()}"]
        )  # fmt: skip
        self.daemon.wait_ready(self._greets, 60)

    def stop(self) -> None:
        self.daemon.stop()

    def kill(self) -> None:
        self.daemon.kill()

    def _initialise(self, data: Path) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        work = self.home / "data.partial"
        shutil.rmtree(work, ignore_errors=True)
        done = subprocess.run(
            ["sh", "-c", _shell(self.flavour.initialise(work))], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise StackError(f"{self.name}: initialising its data folder failed:\n{(done.stdout + done.stderr)[-800:]}")
        work.rename(data)

    def _login_script(self) -> Path:
        script = self.home / "login.sql"
        statements = [
            f"CREATE USER IF NOT EXISTS '{ADMIN}'@'127.0.0.1' IDENTIFIED BY '{self.password}';",
            f"GRANT ALL ON *.* TO '{ADMIN}'@'127.0.0.1' WITH GRANT OPTION;",
            f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{self.password}';",
        ]
        _write_private(script, "\n".join(statements) + "\n")
        return script

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                return len(connection.recv(5)) == 5
        except OSError:
            return False


def _write_private(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text)


def _mariadb_bootstrap(server: list[str], options: list[str], scripts: Path, data: Path) -> list[str]:
    """What mariadb-install-db does, without the system paths it insists on."""
    files = ("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql",
             "fill_help_tables.sql", "maria_add_gis_sp_bootstrap.sql", "mariadb_sys_schema.sql")  # fmt: skip
    old_names = {name: name.replace("mariadb_", "mysql_") for name in files}
    present = [next((p for p in (scripts / n, scripts / old_names[n]) if p.exists()), None) for n in files]
    sql = " ".join(str(p) for p in present if p)
    command = " ".join([*server, "--no-defaults", *options, "--bootstrap", f"--datadir={data}", "--log-warnings=0"])
    start = "use mysql;\\nSET @auth_root_socket = NULL;\\nSET @skip_auth_anonymous = 1;\\n"
    script = f"mkdir -p {data}/mysql && (printf '{start}'; cat {sql}) | {command}"
    return ["sh", "-c", script]


def _shell(command: list[str]) -> str:
    return command[2] if command[:2] == ["sh", "-c"] else " ".join(command)


def _as_root() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []
