from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.model import Node, Weakness, filled, weaknesses

HEAD = """
id = "mtp"
names = { fr = "Montpellier", en = "Montpellier" }
"""
FOLDER = """
[folder]
path = "/mnt/share"
"""
SMB = """
[smb]
host = "share.example.org"
share = "buffer"
"""
IRODS = """
[irods]
host = "irods.example.org"
zone = "zone"
"""


def node(text: str) -> Node:
    return Node.model_validate(tomllib.loads(text))


def why(text: str) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        node(text)
    return [one["type"] for one in caught.value.errors()]


def test_a_folder_node_needs_little() -> None:
    made = node(HEAD + FOLDER)
    assert made.route_order == ("folder",)
    assert made.safe_needs == "route"
    assert (made.staging_name, made.submissions_name) == ("_staging", "_submissions")
    assert made.landing_for("c.roux", "c.roux") == "c.roux"
    assert weaknesses(made) == ()


def test_routes_come_in_the_usual_order_or_the_files() -> None:
    assert node(HEAD + IRODS + SMB).route_order == ("smb", "irods")
    assert node(HEAD + 'routes = ["irods", "smb"]' + IRODS + SMB).route_order == ("irods", "smb")


@pytest.mark.parametrize("routes", ['["irods"]', '["folder", "folder"]'])
def test_a_route_without_its_section_or_named_twice_is_refused(routes: str) -> None:
    assert why(f"{HEAD}routes = {routes}\n{FOLDER}") == ["routes_unknown"]


def test_a_node_that_nothing_leads_to_is_refused() -> None:
    assert why(HEAD) == ["no_route"]


def test_defaults_are_the_safe_ones() -> None:
    made = node(HEAD + SMB + IRODS + '[quay]\nurl = "https://a.org/post/"')
    assert made.smb
    assert made.irods
    assert made.quay
    assert (made.smb.port, made.smb.encryption, made.smb.signing) == (445, False, True)
    assert (made.irods.port, made.irods.tls, made.irods.verify_tls) == (1247, True, True)
    assert made.irods.root == "/zone/home"
    assert (made.quay.url, made.quay.host, made.quay.port) == ("https://a.org/post", "a.org", 443)
    assert made.verify.policy == "full"
    assert made.smb.from_here
    assert weaknesses(made) == ()


def test_safe_to_delete_asks_irods_where_there_is_one_and_never_for_sizes() -> None:
    sizes = '[verify]\npolicy = "size"\n'
    assert node(HEAD + SMB + IRODS).safe_needs == "irods"
    assert node(HEAD + sizes + SMB + IRODS).safe_needs == "irods"
    assert node(HEAD + sizes + SMB).safe_needs == "never"
    assert node(HEAD + 'sandbox = true\n[verify]\nsafe_needs = "route"' + FOLDER).safe_needs == (
        "never"
    )
    assert why(HEAD + '[verify]\nsafe_needs = "irods"\n' + FOLDER) == ["no_irods"]


def test_weaker_settings_are_all_named() -> None:
    made = node(
        HEAD
        + SMB
        + "signing = false\nallow_guest = true\n"
        + IRODS
        + "tls = false\nverify_tls = false\n"
        + '[omero]\nhost = "o.org"\nverify_tls = false\nweb_url = "http://o.org"\n'
        + '[quay]\nurl = "http://a.org:8888"\nverify_tls = false\n'
        + '[verify]\npolicy = "size"'
    )
    assert {one.key for one in weaknesses(made)} == {
        "smb.signing",
        "smb.allow_guest",
        "irods.tls",
        "irods.verify_tls",
        "omero.verify_tls",
        "omero.web_url",
        "quay.verify_tls",
        "quay.url",
        "verify.policy",
    }
    assert Weakness("quay.url", "http://a.org:8888") in weaknesses(made)
    assert Weakness("smb.signing", "false") in weaknesses(made)


@pytest.mark.parametrize(
    "host",
    [
        "https://a.org",
        "a.org/x",
        "a.org:445",
        "a b",
        "",
        "a\n",
        "-a",
        "a..b",
        "user@a",
        "é.org",
        "fe80::1%eth0",
        "x" * 64,
    ],
)
def test_a_host_is_a_host_and_nothing_else(host: str) -> None:
    raw = {"id": "a", "names": {"fr": "a", "en": "a"}, "smb": {"host": host, "share": "s"}}
    with pytest.raises(ValidationError) as caught:
        Node.model_validate(raw)
    assert [one["type"] for one in caught.value.errors()] == ["not_a_host"]


@pytest.mark.parametrize("host", ["10.0.0.1", "fe80::1", "PC_7", "a-b.example.org", "localhost"])
def test_usual_hosts_are_taken_in_lower_case(host: str) -> None:
    made = node(f'{HEAD}[smb]\nhost = "{host}"\nshare = "s"')
    assert made.smb
    assert made.smb.host == host.lower()


@pytest.mark.parametrize("port", ["0", "65536", "-1", '"445"', "445.0", "true"])
def test_a_port_is_a_number_in_range(port: str) -> None:
    assert len(why(f"{HEAD}{SMB}port = {port}")) == 1


@pytest.mark.parametrize(
    "landing",
    [
        "../x",
        "a/../b",
        "/x",
        "a//b",
        "C:/x",
        "C:",
        "a\\\\b",
        "{manager}/..",
        "./a",
        "{manager.__class__}",
        "{manager!r}",
        "{unknown}",
        "{",
        "{manager",
        "{{manager}}",
        "a /b",
        "a./b",
        "con/x",
        "//",
    ],
)
def test_a_landing_folder_cannot_lead_out_or_run_anything(landing: str) -> None:
    assert why(f'landing = "{landing}"\n{HEAD}{FOLDER}')[0] in {
        "not_a_relative_path",
        "unknown_placeholder",
    }


@pytest.mark.parametrize(
    ("landing", "folder"),
    [
        ("{manager}/", "roux"),
        ("", ""),
        ("in/{login}/buffer", "in/camille/buffer"),
        ("{manager}_{login}", "roux_camille"),
    ],
)
def test_a_landing_folder_is_filled_in(landing: str, folder: str) -> None:
    made = node(f'landing = "{landing}"\n{HEAD}{FOLDER}')
    assert made.landing_for("roux", "camille") == folder


@pytest.mark.parametrize("login", ["..", "a/b", "a\\b", "", "con", "a\u202e", "x."])
def test_a_login_cannot_lead_out_of_the_landing_folder(login: str) -> None:
    with pytest.raises(InputError) as caught:
        node(HEAD + FOLDER).landing_for(login, "x")
    assert caught.value.code is Code.NAME_FORBIDDEN
    assert caught.value.facts["field"] == "manager"


def test_a_login_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    assert filled("{manager}/{login}", manager="{login}", login="x") == "{login}/x"


@pytest.mark.parametrize("key", ["staging_name", "submissions_name"])
@pytest.mark.parametrize(
    "name", ["a/b", "..", ".", "", "a\\\\b", "nul", "NUL.x", "a:b", " a", "a.", "e\u0301", "{a}"]
)
def test_our_folders_are_one_safe_name(key: str, name: str) -> None:
    assert why(f'{key} = "{name}"\n{HEAD}{FOLDER}') == ["not_a_folder_name"]


def test_our_folders_have_two_names() -> None:
    assert why(f'staging_name = "_Submissions"\n{HEAD}{FOLDER}') == ["same_name"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.org",
        "a.org",
        "https://",
        "https://me:word@a.org",
        "https://me@a.org",
        "https://a.org/?x=1",
        "https://a.org/#x",
        "https://a.org/a b",
        "https://a.org:99999",
        "https://a.org:0",
        "https://[::1",
        "javascript:alert(1)",
        "https://a.org\\\\@b.org",
    ],
)
def test_a_url_is_plain(url: str) -> None:
    assert why(f'{HEAD}{FOLDER}[quay]\nurl = "{url}"') == ["not_a_url"]


def test_contacts_are_checked_because_they_become_links() -> None:
    contact = '[contact]\nemail = "a@b?cc=x"\nphone = "call me"\nname = "a\\nb"\n'
    assert why(HEAD + FOLDER + contact) == ["not_one_line", "not_an_email", "not_a_phone_number"]


@pytest.mark.parametrize("name", ["MTP", "a b", "../a", "a--b", "", "con", "é", "-a", "x" * 41])
def test_an_id_is_a_slug_because_it_names_a_file(name: str) -> None:
    assert len(why(HEAD.replace('"mtp"', f'"{name}"') + FOLDER)) == 1


def test_pam_without_tls_is_refused() -> None:
    assert why(HEAD + IRODS + 'auth = "pam_password"\ntls = false') == ["pam_needs_tls"]
    assert node(HEAD + IRODS + 'auth = "pam_password"').irods


def test_smb2_cannot_promise_encryption() -> None:
    assert why(HEAD + SMB + 'encryption = true\nmin_dialect = "2.1"') == ["encryption_needs_smb3"]
    assert node(HEAD + SMB + "encryption = true").smb


def test_a_sandbox_has_a_folder_and_nothing_else() -> None:
    assert why(HEAD + "sandbox = true" + SMB) == ["sandbox_leaves"]
    assert why(HEAD + "sandbox = true" + FOLDER + '[quay]\nurl = "https://a.org"') == [
        "sandbox_leaves"
    ]


def test_unknown_keys_are_refused_at_every_level() -> None:
    assert why(HEAD + "colour = 1" + SMB + 'password = "x"') == [
        "extra_forbidden",
        "extra_forbidden",
    ]


@pytest.mark.parametrize(
    "path",
    ["x/y", "~/x", "{home}", "{home}/../x", "{home}//x", "{other}/x", "/a/../b", "\\\\\\\\.\\\\C:"],
)
def test_a_folder_is_absolute_or_in_the_programs_home(path: str) -> None:
    assert len(why(f'{HEAD}[folder]\npath = "{path}"')) == 1


@pytest.mark.parametrize("path", ["/mnt/x", "Z:/x", "Z:\\\\x", "\\\\\\\\server\\\\share"])
def test_folders_of_every_system_are_accepted_in_a_file(path: str) -> None:
    assert node(f'{HEAD}[folder]\npath = "{path}"').folder


def test_a_folder_is_resolved_on_this_pc(tmp_path: Path) -> None:
    inside = node(f'{HEAD}[folder]\npath = "{{home}}/sandbox"').folder
    assert inside
    assert inside.resolve(tmp_path) == tmp_path / "sandbox"
    here = node(f"{HEAD}[folder]\npath = '{tmp_path}'").folder
    assert here
    assert here.resolve(Path("unused")) == tmp_path


def test_another_systems_folder_is_refused_when_it_is_needed() -> None:
    foreign = "/mnt/x" if sys.platform == "win32" else "Z:/x"
    folder = node(f'{HEAD}[folder]\npath = "{foreign}"').folder
    assert folder
    with pytest.raises(InputError) as caught:
        folder.resolve(Path("unused"))
    assert caught.value.facts["why"] == "another_system"


@pytest.mark.parametrize("value", ["inf", "nan", "-1.0"])
def test_times_are_finite(value: str) -> None:
    assert len(why(f"{HEAD}{FOLDER}[limits]\nquiet_seconds = {value}")) == 1


def test_a_whole_number_of_seconds_is_a_time() -> None:
    assert node(f"{HEAD}{FOLDER}[limits]\nquiet_seconds = 5").limits.quiet_seconds == 5


def test_a_cap_is_a_number_that_can_be_reckoned_with() -> None:
    assert why(f"{HEAD}{FOLDER}[limits]\nbandwidth = 1{'0' * 400}") == ["less_than_equal"]
