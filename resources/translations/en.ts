<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
  <context>
    <name>Figures</name>
    <message numerus="yes">
      <source>%n day(s)</source>
      <translation>
        <numerusform>%n day</numerusform>
        <numerusform>%n days</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Window</name>
    <message numerus="yes">
      <source>%n under way</source>
      <translation>
        <numerusform>%n under way</numerusform>
        <numerusform>%n under way</numerusform>
      </translation>
    </message>
  </context>
</TS>
