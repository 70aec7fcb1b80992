"""A Samba or Windows share, reached without a mount.

The log-on is pyspnego's and the cryptography is `cryptography`'s; the messages are packed here.
smbprotocol 1.17 was measured and left: it needs 1.1 ms of Python for each file of 64 KiB (create,
write, flush and close as one compound), more than smbclient takes for all of it; it waits for ever
for a peer that stops reading; it takes unsigned answers in a signed session; and it misplaces the
negotiation's contexts unless five dialects are offered. It is the tests' second opinion.

`messages` and `status` say what is said, `sealing` signs it, `connection` moves it, `negotiation`,
`logon` and `dfs` lead to a share; `share`, `files`, `listing`, `pipeline` and `many` use it for
`backend`.
"""
