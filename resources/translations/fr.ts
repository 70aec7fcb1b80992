<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
  <context>
    <name>Deposit</name>
    <message>
      <source>Check</source>
      <translation>Vérifier</translation>
    </message>
    <message>
      <source>Describe</source>
      <translation>Décrire</translation>
    </message>
    <message>
      <source>Draft kept at %1</source>
      <translation>Brouillon gardé à %1</translation>
    </message>
    <message>
      <source>Drafts</source>
      <translation>Brouillons</translation>
    </message>
    <message>
      <source>Drop</source>
      <translation>Déposer</translation>
    </message>
    <message>
      <source>New deposit</source>
      <translation>Nouveau dépôt</translation>
    </message>
    <message>
      <source>Organise</source>
      <translation>Organiser</translation>
    </message>
    <message>
      <source>Send</source>
      <translation>Envoyer</translation>
    </message>
  </context>
  <context>
    <name>Drop</name>
    <message>
      <source>Choose a folder</source>
      <translation>Choisir un dossier</translation>
    </message>
    <message>
      <source>Choose files</source>
      <translation>Choisir des fichiers</translation>
    </message>
    <message>
      <source>Drop your files or folders here</source>
      <translation>Déposez ici vos fichiers ou dossiers</translation>
    </message>
    <message>
      <source>Files…</source>
      <translation>Fichiers…</translation>
    </message>
    <message>
      <source>Folder…</source>
      <translation>Dossier…</translation>
    </message>
    <message>
      <source>Paste</source>
      <translation>Coller</translation>
    </message>
    <message>
      <source>They are read where they lie: the originals stay untouched.</source>
      <translation>Ils sont lus sur place : les originaux restent intacts.</translation>
    </message>
  </context>
  <context>
    <name>Figures</name>
    <message numerus="yes">
      <source>%n day(s)</source>
      <translation>
        <numerusform>%n jour</numerusform>
        <numerusform>%n jours</numerusform>
      </translation>
    </message>
    <message>
      <source>a few seconds</source>
      <translation>quelques secondes</translation>
    </message>
  </context>
  <context>
    <name>Widgets</name>
    <message>
      <source>%1, done</source>
      <translation>%1, fait</translation>
    </message>
  </context>
  <context>
    <name>Window</name>
    <message numerus="yes">
      <source>%n under way</source>
      <translation>
        <numerusform>%n en cours</numerusform>
        <numerusform>%n en cours</numerusform>
      </translation>
    </message>
    <message>
      <source>Change account</source>
      <translation>Changer de compte</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Deposit</source>
      <translation>Dépôt</translation>
    </message>
    <message>
      <source>It ends its files in flight; this takes up to 30 seconds.</source>
      <translation>Elle achève les fichiers en route ; cela prend 30 secondes au plus.</translation>
    </message>
    <message>
      <source>It may be waiting for a disk or the network. You can wait.</source>
      <translation>Il attend peut-être un disque ou le réseau. Vous pouvez patienter.</translation>
    </message>
    <message>
      <source>Lock the window</source>
      <translation>Verrouiller la fenêtre</translation>
    </message>
    <message>
      <source>My data</source>
      <translation>Mes données</translation>
    </message>
    <message>
      <source>Node</source>
      <translation>Nœud</translation>
    </message>
    <message>
      <source>Node · engine starting</source>
      <translation>Nœud · démarrage…</translation>
    </message>
    <message>
      <source>Nothing is lost: it goes on where it stood.</source>
      <translation>Rien n’est perdu : il reprend là où il en était.</translation>
    </message>
    <message>
      <source>Nothing leaves this PC</source>
      <translation>Rien ne quitte ce PC</translation>
    </message>
    <message>
      <source>Persons of this PC</source>
      <translation>Utilisateurs de ce PC</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Réglages</translation>
    </message>
    <message>
      <source>Settings of the nodes</source>
      <translation>Réglages des nœuds</translation>
    </message>
    <message>
      <source>Start again</source>
      <translation>Redémarrer</translation>
    </message>
    <message>
      <source>The previous window is still finishing</source>
      <translation>La fenêtre précédente se termine encore</translation>
    </message>
    <message>
      <source>The transfer engine does not answer</source>
      <translation>Le moteur d’envoi ne répond pas</translation>
    </message>
    <message>
      <source>The transfer engine stopped and is starting again</source>
      <translation>Le moteur d’envoi s’est arrêté et redémarre</translation>
    </message>
    <message>
      <source>Transfers</source>
      <translation>Transferts</translation>
    </message>
  </context>
</TS>
