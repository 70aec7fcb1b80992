"""The colours, one set a theme; no other module has a hex number (mockups/TOKENS.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Tokens by their use. Text on its ground has a contrast of at least 4.5, edges of 3."""

    bg: str
    rail: str
    surface: str
    surface2: str
    border: str
    field: str
    track: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_soft: str
    accent_text: str
    ok: str
    ok_soft: str
    ok_line: str
    warn: str
    warn_icon: str
    warn_soft: str
    warn_line: str
    err: str
    err_soft: str
    err_line: str
    dis_bg: str
    dis_text: str


LIGHT = Palette(
    bg="#F3F5F6",
    rail="#E8EDEF",
    surface="#FFFFFF",
    surface2="#F8FAFB",
    border="#D5DDE1",
    field="#7C8C94",
    track="#DCE4E8",
    text="#15232A",
    text2="#46565E",
    text3="#5A6A72",
    accent="#0B6184",
    accent_hover="#094F6C",
    accent_press="#073F57",
    on_accent="#FFFFFF",
    accent_soft="#E0EEF5",
    accent_text="#0A5573",
    ok="#1B6E42",
    ok_soft="#E4F3EA",
    ok_line="#A9D5BC",
    warn="#7E4F08",
    warn_icon="#B8730D",
    warn_soft="#FDF2DD",
    warn_line="#E5C283",
    err="#B0261E",
    err_soft="#FCECEA",
    err_line="#EBB4AF",
    dis_bg="#E3E8EB",
    dis_text="#58676F",
)

DARK = Palette(
    bg="#10171B",
    rail="#0B1114",
    surface="#182126",
    surface2="#1D282E",
    border="#2D3B43",
    field="#728690",
    track="#2B3940",
    text="#E8EFF2",
    text2="#B4C2C9",
    text3="#98A9B1",
    accent="#63BDDC",
    accent_hover="#83CDE6",
    accent_press="#4AA9CB",
    on_accent="#06222E",
    accent_soft="#16384A",
    accent_text="#9AD6EC",
    ok="#74CE99",
    ok_soft="#15342A",
    ok_line="#2A5C45",
    warn="#EFBB62",
    warn_icon="#EFBB62",
    warn_soft="#372B12",
    warn_line="#6A5322",
    err="#FF9D93",
    err_soft="#43211F",
    err_line="#7A3B36",
    dis_bg="#26323A",
    dis_text="#93A3AB",
)
