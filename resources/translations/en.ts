<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
  <context>
    <name>Check</name>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n file</numerusform>
        <numerusform>%n files</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n problem(s) to solve</source>
      <translation>
        <numerusform>%n problem to solve</numerusform>
        <numerusform>%n problems to solve</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n to know</source>
      <translation>
        <numerusform>%n to know</numerusform>
        <numerusform>%n to know</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n to solve</source>
      <translation>
        <numerusform>%n to solve</numerusform>
        <numerusform>%n to solve</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take out %n fileset(s)</source>
      <translation>
        <numerusform>Take out this fileset</numerusform>
        <numerusform>Take out %n filesets</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>and %n more</numerusform>
        <numerusform>and %n more</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more assay(s)</source>
      <translation>
        <numerusform>and %n more assay</numerusform>
        <numerusform>and %n more assays</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more problem(s)</source>
      <translation>
        <numerusform>and %n more problem</numerusform>
        <numerusform>and %n more problems</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>file(s) to send</source>
      <translation>
        <numerusform>file to send</numerusform>
        <numerusform>files to send</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>in %n assay(s)</source>
      <translation>
        <numerusform>in %n assay</numerusform>
        <numerusform>in %n assays</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Describe</name>
    <message numerus="yes">
      <source>%1 copied into %n assay(s).</source>
      <translation>
        <numerusform>%1 copied into %n assay.</numerusform>
        <numerusform>%1 copied into %n assays.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 has only %n day(s). Correct the date.</source>
      <translation>
        <numerusform>%1 has only %n day. Correct the date.</numerusform>
        <numerusform>%1 has only %n days. Correct the date.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n assay(s)</source>
      <translation>
        <numerusform>%n assay</numerusform>
        <numerusform>%n assays</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n assay(s) complete</source>
      <translation>
        <numerusform>%n assay complete</numerusform>
        <numerusform>%n assays complete</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n field(s) filled in.</source>
      <translation>
        <numerusform>%n field filled in.</numerusform>
        <numerusform>%n fields filled in.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n field(s) to fill in</source>
      <translation>
        <numerusform>%n field to fill in</numerusform>
        <numerusform>%n fields to fill in</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n field(s) to fill in of %1</source>
      <translation>
        <numerusform>%n field to fill in of %1</numerusform>
        <numerusform>%n fields to fill in of %1</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n found</source>
      <translation>
        <numerusform>%n found</numerusform>
        <numerusform>%n found</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s)</source>
      <translation>
        <numerusform>%n row</numerusform>
        <numerusform>%n rows</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n to fill in</source>
      <translation>
        <numerusform>%n to fill in</numerusform>
        <numerusform>%n to fill in</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n value(s)</source>
      <translation>
        <numerusform>%n value</numerusform>
        <numerusform>%n values</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n value(s) to correct</source>
      <translation>
        <numerusform>%n value to correct</numerusform>
        <numerusform>%n values to correct</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Each new assay described with “%1” will begin with %n value(s) of this one: %2.</source>
      <translation>
        <numerusform>Each new assay described with “%1” will begin with %n value of this one: %2.</numerusform>
        <numerusform>Each new assay described with “%1” will begin with %n values of this one: %2.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Last time would fill %n field(s): %1.</source>
      <translation>
        <numerusform>Last time would fill %n field: %1.</numerusform>
        <numerusform>Last time would fill %n fields: %1.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Not begun · %n field(s)</source>
      <translation>
        <numerusform>Not begun · %n field</numerusform>
        <numerusform>Not begun · %n fields</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>and %n more</numerusform>
        <numerusform>and %n more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Drafts</name>
    <message numerus="yes">
      <source>%n fileset(s)</source>
      <translation>
        <numerusform>%n fileset</numerusform>
        <numerusform>%n filesets</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Drop</name>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n file</numerusform>
        <numerusform>%n files</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s) left aside</source>
      <translation>
        <numerusform>%n file left aside</numerusform>
        <numerusform>%n files left aside</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s)</source>
      <translation>
        <numerusform>%n fileset</numerusform>
        <numerusform>%n filesets</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) ready</source>
      <translation>
        <numerusform>%n fileset ready</numerusform>
        <numerusform>%n filesets ready</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) removed</source>
      <translation>
        <numerusform>%n fileset removed</numerusform>
        <numerusform>%n filesets removed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) so far…</source>
      <translation>
        <numerusform>%n fileset so far…</numerusform>
        <numerusform>%n filesets so far…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n image(s)</source>
      <translation>
        <numerusform>%n image</numerusform>
        <numerusform>%n images</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n image(s) read</source>
      <translation>
        <numerusform>%n image read</numerusform>
        <numerusform>%n images read</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n problem(s) in what was dropped</source>
      <translation>
        <numerusform>%n problem in what was dropped</numerusform>
        <numerusform>%n problems in what was dropped</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n selected</source>
      <translation>
        <numerusform>%n selected</numerusform>
        <numerusform>%n selected</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n still being written, sent once complete</source>
      <translation>
        <numerusform>%n still being written, sent once complete</numerusform>
        <numerusform>%n still being written, sent once complete</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Figures</name>
    <message numerus="yes">
      <source>%n day(s)</source>
      <translation>
        <numerusform>%n day</numerusform>
        <numerusform>%n days</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Lock</name>
    <message numerus="yes">
      <source>%n deposit(s) go on being sent.</source>
      <translation>
        <numerusform>%n deposit goes on being sent.</numerusform>
        <numerusform>%n deposits go on being sent.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>MyData</name>
    <message numerus="yes">
      <source>%1 and %n other(s)</source>
      <translation>
        <numerusform>%1 and %n other</numerusform>
        <numerusform>%1 and %n others</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n file</numerusform>
        <numerusform>%n files</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n more file(s) are not safe yet.</source>
      <translation>
        <numerusform>%n more file is not safe yet.</numerusform>
        <numerusform>%n more files are not safe yet.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n more not named here</source>
      <translation>
        <numerusform>%n more, not named here</numerusform>
        <numerusform>%n more, not named here</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n original(s) are no longer on this PC.</source>
      <translation>
        <numerusform>%n original is no longer on this PC.</numerusform>
        <numerusform>%n originals are no longer on this PC.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n submission(s)</source>
      <translation>
        <numerusform>%n submission</numerusform>
        <numerusform>%n submissions</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>All %n file(s) have been seen on the other side.</source>
      <translation>
        <numerusform>The file has been seen on the other side.</numerusform>
        <numerusform>All %n files have been seen on the other side.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Saved, %n page(s): %1</source>
      <translation>
        <numerusform>Saved, %n page: %1</numerusform>
        <numerusform>Saved, %n pages: %1</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Sent to the printer, %n page(s)</source>
      <translation>
        <numerusform>Sent to the printer, %n page</numerusform>
        <numerusform>Sent to the printer, %n pages</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Their folders also hold %n item(s) that were not sent</source>
      <translation>
        <numerusform>Their folders also hold %n item that was not sent</numerusform>
        <numerusform>Their folders also hold %n items that were not sent</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Their folders also hold %n item(s) that were not sent. Do not delete the folders as a whole.</source>
      <translation>
        <numerusform>Their folders also hold %n item that was not sent. Do not delete the folders as a whole.</numerusform>
        <numerusform>Their folders also hold %n items that were not sent. Do not delete the folders as a whole.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n other(s)</source>
      <translation>
        <numerusform>and %n other</numerusform>
        <numerusform>and %n others</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>… and %n more, in the receipt</source>
      <translation>
        <numerusform>… and %n more, in the receipt</numerusform>
        <numerusform>… and %n more, in the receipt</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Organise</name>
    <message numerus="yes">
      <source>%n assay(s)</source>
      <translation>
        <numerusform>%n assay</numerusform>
        <numerusform>%n assays</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s)</source>
      <translation>
        <numerusform>%n fileset</numerusform>
        <numerusform>%n filesets</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) placed</source>
      <translation>
        <numerusform>%n fileset placed</numerusform>
        <numerusform>%n filesets placed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Your folders can become %n assay(s): </source>
      <translation>
        <numerusform>Your folders can become %n assay: </numerusform>
        <numerusform>Your folders can become %n assays: </numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Presence</name>
    <message numerus="yes">
      <source>%n submission(s) being sent</source>
      <translation>
        <numerusform>%n submission being sent</numerusform>
        <numerusform>%n submissions being sent</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n submission(s) in place on the node</source>
      <translation>
        <numerusform>%n submission in place on the node</numerusform>
        <numerusform>%n submissions in place on the node</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n submission(s) need you</source>
      <translation>
        <numerusform>%n submission needs you</numerusform>
        <numerusform>%n submissions need you</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Sent</name>
    <message numerus="yes">
      <source>%n assay(s)</source>
      <translation>
        <numerusform>%n assay</numerusform>
        <numerusform>%n assays</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s) on the way</source>
      <translation>
        <numerusform>%n file on the way</numerusform>
        <numerusform>%n files on the way</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) were not in an assay</source>
      <translation>
        <numerusform>%n fileset was not in an assay</numerusform>
        <numerusform>%n filesets were not in an assay</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message numerus="yes">
      <source>%1 (%n deposit(s))</source>
      <translation>
        <numerusform>%1 (%n deposit)</numerusform>
        <numerusform>%1 (%n deposits)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 takes up to %n connection(s) at a time.</source>
      <translation>
        <numerusform>%1 takes %n connection at a time.</numerusform>
        <numerusform>%1 takes up to %n connections at a time.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n deposit(s) are not finished: they will wait for this node.</source>
      <translation>
        <numerusform>%n deposit is not finished: it will wait for this node.</numerusform>
        <numerusform>%n deposits are not finished: they will wait for this node.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n deposit(s) of this person are not finished. Let them end, or cancel them first.</source>
      <translation>
        <numerusform>%n deposit of this person is not finished. Let it end, or cancel it first.</numerusform>
        <numerusform>%n deposits of this person are not finished. Let them end, or cancel them first.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s) not used</source>
      <translation>
        <numerusform>%n file not used</numerusform>
        <numerusform>%n files not used</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Timeline</name>
    <message numerus="yes">
      <source>%1 of %n file(s)</source>
      <translation>
        <numerusform>%1 of %n file</numerusform>
        <numerusform>%1 of %n files</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 of %n image(s)</source>
      <translation>
        <numerusform>%1 of %n image</numerusform>
        <numerusform>%1 of %n images</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Transfers</name>
    <message numerus="yes">
      <source>%n assay(s) in place on the node already: that stays.</source>
      <translation>
        <numerusform>%n assay is in place on the node already: it stays.</numerusform>
        <numerusform>%n assays are in place on the node already: they stay.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n being sent</source>
      <translation>
        <numerusform>%n being sent</numerusform>
        <numerusform>%n being sent</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n file</numerusform>
        <numerusform>%n files</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n in the queue</source>
      <translation>
        <numerusform>%n in the queue</numerusform>
        <numerusform>%n in the queue</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n submission(s) of other persons go on</source>
      <translation>
        <numerusform>%n submission of another person goes on</numerusform>
        <numerusform>%n submissions of other persons go on</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n to be looked at</source>
      <translation>
        <numerusform>%n to be looked at</numerusform>
        <numerusform>%n to be looked at</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Send without %n fileset(s)?</source>
      <translation>
        <numerusform>Send without this fileset?</numerusform>
        <numerusform>Send without these %n filesets?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n other assay(s)</source>
      <translation>
        <numerusform>and %n other assay</numerusform>
        <numerusform>and %n other assays</numerusform>
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
