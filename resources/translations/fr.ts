<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
  <context>
    <name>Check</name>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n fichier</numerusform>
        <numerusform>%n fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n problem(s) to solve</source>
      <translation>
        <numerusform>%n problème à régler</numerusform>
        <numerusform>%n problèmes à régler</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n to know</source>
      <translation>
        <numerusform>%n à savoir</numerusform>
        <numerusform>%n à savoir</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n to solve</source>
      <translation>
        <numerusform>%n à régler</numerusform>
        <numerusform>%n à régler</numerusform>
      </translation>
    </message>
    <message>
      <source>About %1</source>
      <translation>Environ %1</translation>
    </message>
    <message>
      <source>Adapt the names</source>
      <translation>Adapter les noms</translation>
    </message>
    <message>
      <source>Call it %1</source>
      <translation>Nommer %1</translation>
    </message>
    <message>
      <source>Checking…</source>
      <translation>Vérification…</translation>
    </message>
    <message>
      <source>Copied into the sandbox, a folder on this PC.</source>
      <translation>Copie dans le bac à sable, un dossier de ce PC.</translation>
    </message>
    <message>
      <source>Copied to a waiting place in iRODS.</source>
      <translation>Copie dans une zone d’attente d’iRODS.</translation>
    </message>
    <message>
      <source>Copied to a waiting place in the folder.</source>
      <translation>Copie dans une zone d’attente du dossier.</translation>
    </message>
    <message>
      <source>Copied to a waiting place on the share.</source>
      <translation>Copie dans une zone d’attente du partage.</translation>
    </message>
    <message>
      <source>Copy the detail</source>
      <translation>Copier le détail</translation>
    </message>
    <message>
      <source>Each assay appears at once, complete.</source>
      <translation>Chaque assay apparaît d’un seul coup, complet.</translation>
    </message>
    <message>
      <source>Go to Describe</source>
      <translation>Aller à Décrire</translation>
    </message>
    <message>
      <source>Go to Organise</source>
      <translation>Aller à Organiser</translation>
    </message>
    <message>
      <source>Ingest and import are played, nothing more.</source>
      <translation>Rangement et import sont joués, rien de plus.</translation>
    </message>
    <message>
      <source>Looking at the files, and asking the node…</source>
      <translation>Lecture des fichiers et question au nœud…</translation>
    </message>
    <message>
      <source>Names, places, metadata and room on the node fit.</source>
      <translation>Noms, places, métadonnées et espace sur le nœud conviennent.</translation>
    </message>
    <message>
      <source>Nothing stands in the way</source>
      <translation>Rien ne s’y oppose</translation>
    </message>
    <message>
      <source>On this PC nothing is moved or deleted.</source>
      <translation>Sur ce PC, rien n’est déplacé ni supprimé.</translation>
    </message>
    <message>
      <source>Open the node's settings</source>
      <translation>Ouvrir les réglages du nœud</translation>
    </message>
    <message>
      <source>Put into iRODS, then imported into OMERO.</source>
      <translation>Rangement dans iRODS, puis import dans OMERO.</translation>
    </message>
    <message>
      <source>Read back: each file is compared with the original.</source>
      <translation>Relecture : chaque fichier est comparé à l’original.</translation>
    </message>
    <message>
      <source>Ready to send</source>
      <translation>Prêt à envoyer</translation>
    </message>
    <message>
      <source>See which</source>
      <translation>Voir lesquels</translation>
    </message>
    <message>
      <source>Send</source>
      <translation>Envoyer</translation>
    </message>
    <message>
      <source>Send %1</source>
      <translation>Envoyer %1</translation>
    </message>
    <message>
      <source>Send as %1</source>
      <translation>Envoyer sous %1</translation>
    </message>
    <message>
      <source>Send without</source>
      <translation>Envoyer sans</translation>
    </message>
    <message numerus="yes">
      <source>Take out %n fileset(s)</source>
      <translation>
        <numerusform>Retirer ce jeu</numerusform>
        <numerusform>Retirer %n jeux</numerusform>
      </translation>
    </message>
    <message>
      <source>To see before sending</source>
      <translation>À voir avant l’envoi</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
    <message>
      <source>What will happen</source>
      <translation>Ce qui va se passer</translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>et %n autre</numerusform>
        <numerusform>et %n autres</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more assay(s)</source>
      <translation>
        <numerusform>et %n autre assay</numerusform>
        <numerusform>et %n autres assays</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more problem(s)</source>
      <translation>
        <numerusform>et %n autre problème</numerusform>
        <numerusform>et %n autres problèmes</numerusform>
      </translation>
    </message>
    <message>
      <source>at %1, the rate last seen</source>
      <translation>à %1, dernier débit vu</translation>
    </message>
    <message>
      <source>before it can be sent</source>
      <translation>avant de pouvoir envoyer</translation>
    </message>
    <message>
      <source>by a mounted folder</source>
      <translation>par un dossier monté</translation>
    </message>
    <message>
      <source>by the facility's share</source>
      <translation>par le partage de la plateforme</translation>
    </message>
    <message numerus="yes">
      <source>file(s) to send</source>
      <translation>
        <numerusform>fichier à envoyer</numerusform>
        <numerusform>fichiers à envoyer</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>in %n assay(s)</source>
      <translation>
        <numerusform>dans %n assay</numerusform>
        <numerusform>dans %n assays</numerusform>
      </translation>
    </message>
    <message>
      <source>no rate seen yet</source>
      <translation>aucun débit vu encore</translation>
    </message>
    <message>
      <source>stays on this PC</source>
      <translation>reste sur ce PC</translation>
    </message>
    <message>
      <source>straight into iRODS</source>
      <translation>directement dans iRODS</translation>
    </message>
    <message>
      <source>the node</source>
      <translation>le nœud</translation>
    </message>
    <message>
      <source>· nothing blocks</source>
      <translation>· rien ne bloque</translation>
    </message>
  </context>
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
    <name>Describe</name>
    <message numerus="yes">
      <source>%1 copied into %n assay(s).</source>
      <translation>
        <numerusform>Copié dans %n assay : %1.</numerusform>
        <numerusform>Copié dans %n assays : %1.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 has only %n day(s). Correct the date.</source>
      <translation>
        <numerusform>%1 n’a que %n jour. Corrigez la date.</numerusform>
        <numerusform>%1 n’a que %n jours. Corrigez la date.</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 of %2</source>
      <translation>%1 sur %2</translation>
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
        <numerusform>%n assay complet</numerusform>
        <numerusform>%n assays complets</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n field(s) filled in.</source>
      <translation>
        <numerusform>%n champ rempli.</numerusform>
        <numerusform>%n champs remplis.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n field(s) to fill in</source>
      <translation>
        <numerusform>%n champ à compléter</numerusform>
        <numerusform>%n champs à compléter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n field(s) to fill in of %1</source>
      <translation>
        <numerusform>%n champ à compléter sur %1</numerusform>
        <numerusform>%n champs à compléter sur %1</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n found</source>
      <translation>
        <numerusform>%n trouvé</numerusform>
        <numerusform>%n trouvés</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s)</source>
      <translation>
        <numerusform>%n ligne</numerusform>
        <numerusform>%n lignes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n to fill in</source>
      <translation>
        <numerusform>%n à compléter</numerusform>
        <numerusform>%n à compléter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n value(s)</source>
      <translation>
        <numerusform>%n valeur</numerusform>
        <numerusform>%n valeurs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n value(s) to correct</source>
      <translation>
        <numerusform>%n valeur à corriger</numerusform>
        <numerusform>%n valeurs à corriger</numerusform>
      </translation>
    </message>
    <message>
      <source>Add a row</source>
      <translation>Ajouter une ligne</translation>
    </message>
    <message>
      <source>All filled in</source>
      <translation>Tout est rempli</translation>
    </message>
    <message>
      <source>Apply to all assays</source>
      <translation>Appliquer à tous les assays</translation>
    </message>
    <message>
      <source>As last time</source>
      <translation>Comme la dernière fois</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Choose a day</source>
      <translation>Choisir un jour</translation>
    </message>
    <message>
      <source>Choose a description template</source>
      <translation>Choisissez un modèle de description</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Choisir…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Collaborators</source>
      <translation>Collaborateurs</translation>
    </message>
    <message>
      <source>Complete</source>
      <translation>Complet</translation>
    </message>
    <message>
      <source>Contributors</source>
      <translation>Contributeurs</translation>
    </message>
    <message>
      <source>Correct them if needed</source>
      <translation>Corrigez si besoin</translation>
    </message>
    <message>
      <source>Description</source>
      <translation>Description</translation>
    </message>
    <message>
      <source>Description template</source>
      <translation>Modèle de description</translation>
    </message>
    <message numerus="yes">
      <source>Each new assay described with “%1” will begin with %n value(s) of this one: %2.</source>
      <translation>
        <numerusform>Chaque nouvel assay décrit avec « %1 » commencera avec %n valeur de celui-ci : %2.</numerusform>
        <numerusform>Chaque nouvel assay décrit avec « %1 » commencera avec %n valeurs de celui-ci : %2.</numerusform>
      </translation>
    </message>
    <message>
      <source>Enter after each one.</source>
      <translation>Entrée après chacun.</translation>
    </message>
    <message>
      <source>Fill in</source>
      <translation>Remplir</translation>
    </message>
    <message>
      <source>First name and name</source>
      <translation>Prénom et nom</translation>
    </message>
    <message>
      <source>For all assays</source>
      <translation>Pour tous les assays</translation>
    </message>
    <message>
      <source>Investigation</source>
      <translation>Investigation</translation>
    </message>
    <message>
      <source>It says which fields this kind of experiment needs.</source>
      <translation>Il dit quels champs demande ce type d’expérience.</translation>
    </message>
    <message>
      <source>Last time brings nothing new: all its fields are filled in.</source>
      <translation>La dernière fois n’apporte rien de plus : tous ses champs sont remplis.</translation>
    </message>
    <message numerus="yes">
      <source>Last time would fill %n field(s): %1.</source>
      <translation>
        <numerusform>La dernière fois remplirait %n champ : %1.</numerusform>
        <numerusform>La dernière fois remplirait %n champs : %1.</numerusform>
      </translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>Licence</translation>
    </message>
    <message>
      <source>Logins of those who may add data.</source>
      <translation>Identifiants de ceux qui peuvent ajouter des données.</translation>
    </message>
    <message>
      <source>Logins of those who may look at it.</source>
      <translation>Identifiants de ceux qui peuvent les voir.</translation>
    </message>
    <message>
      <source>Logins on the node, Enter after each one.</source>
      <translation>Identifiants sur le nœud, Entrée après chacun.</translation>
    </message>
    <message>
      <source>Month before</source>
      <translation>Mois précédent</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Autres actions</translation>
    </message>
    <message>
      <source>Next month</source>
      <translation>Mois suivant</translation>
    </message>
    <message>
      <source>No</source>
      <translation>Non</translation>
    </message>
    <message>
      <source>No name yet</source>
      <translation>Sans nom</translation>
    </message>
    <message>
      <source>No template yet</source>
      <translation>Modèle à choisir</translation>
    </message>
    <message numerus="yes">
      <source>Not begun · %n field(s)</source>
      <translation>
        <numerusform>À commencer · %n champ</numerusform>
        <numerusform>À commencer · %n champs</numerusform>
      </translation>
    </message>
    <message>
      <source>Not in the list of common licences: check how it is written.</source>
      <translation>Absente de la liste des licences courantes : vérifiez comment elle s’écrit.</translation>
    </message>
    <message>
      <source>Not the same in all the files: left to you.</source>
      <translation>Différent selon les fichiers : à vous de dire.</translation>
    </message>
    <message>
      <source>Nothing found: what you typed is kept as it is</source>
      <translation>Rien trouvé : votre texte est gardé tel quel</translation>
    </message>
    <message>
      <source>Nothing is typed in this assay: from now on nothing is proposed.</source>
      <translation>Rien n’est saisi dans cet assay : plus rien ne sera proposé.</translation>
    </message>
    <message>
      <source>Nothing was typed here yet that could be copied.</source>
      <translation>Rien n’est encore saisi ici qui puisse être copié.</translation>
    </message>
    <message>
      <source>Optional</source>
      <translation>Facultatif</translation>
    </message>
    <message>
      <source>Owners</source>
      <translation>Propriétaires</translation>
    </message>
    <message>
      <source>Paste</source>
      <translation>Coller</translation>
    </message>
    <message>
      <source>Press Delete to take it away</source>
      <translation>Appuyez sur Suppr pour l’enlever</translation>
    </message>
    <message>
      <source>Proposed by the node</source>
      <translation>Proposé par le nœud</translation>
    </message>
    <message>
      <source>Read in %1</source>
      <translation>Lu dans %1</translation>
    </message>
    <message>
      <source>Read in the files</source>
      <translation>Lu dans les fichiers</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>Rétablir</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Retirer</translation>
    </message>
    <message>
      <source>Required</source>
      <translation>Obligatoire</translation>
    </message>
    <message>
      <source>Row %1, %2:</source>
      <translation>Ligne %1, %2 :</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Enregistrer</translation>
    </message>
    <message>
      <source>Save as this PC’s usual values…</source>
      <translation>Enregistrer comme valeurs de ce PC…</translation>
    </message>
    <message>
      <source>Saved for everybody who uses this PC.</source>
      <translation>Enregistré pour tous ceux qui utilisent ce PC.</translation>
    </message>
    <message>
      <source>Saved for this account; others of this PC do not see it.</source>
      <translation>Enregistré pour ce compte ; les autres comptes de ce PC ne le voient pas.</translation>
    </message>
    <message>
      <source>Study</source>
      <translation>Étude</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>Étiquettes</translation>
    </message>
    <message>
      <source>Take what was read in the file</source>
      <translation>Reprendre ce qui est lu dans le fichier</translation>
    </message>
    <message>
      <source>The assay</source>
      <translation>L’assay</translation>
    </message>
    <message>
      <source>The investigation</source>
      <translation>L’investigation</translation>
    </message>
    <message>
      <source>The other assays with this template say the same already.</source>
      <translation>Les autres assays de ce modèle disent déjà la même chose.</translation>
    </message>
    <message>
      <source>The study</source>
      <translation>L’étude</translation>
    </message>
    <message>
      <source>Title</source>
      <translation>Titre</translation>
    </message>
    <message>
      <source>Too much to paste at once</source>
      <translation>Trop de lignes pour un seul collage</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Unit</source>
      <translation>Unité</translation>
    </message>
    <message>
      <source>Usual values of this PC</source>
      <translation>Valeurs habituelles de ce PC</translation>
    </message>
    <message>
      <source>What is described</source>
      <translation>Ce qui est décrit</translation>
    </message>
    <message>
      <source>What others may do with the data once it is public.</source>
      <translation>Ce que d’autres pourront faire des données une fois publiques.</translation>
    </message>
    <message>
      <source>What was found</source>
      <translation>Résultats</translation>
    </message>
    <message>
      <source>Write a number, for example 12.</source>
      <translation>Écrivez un nombre, par exemple 12.</translation>
    </message>
    <message>
      <source>Write something else</source>
      <translation>Écrire autre chose</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Oui</translation>
    </message>
    <message>
      <source>You have not sent an assay with this template yet.</source>
      <translation>Vous n’avez pas encore envoyé d’assay avec ce modèle.</translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>et %n autre</numerusform>
        <numerusform>et %n autres</numerusform>
      </translation>
    </message>
    <message>
      <source>dd/mm/yyyy</source>
      <translation>jj/mm/aaaa</translation>
    </message>
    <message>
      <source>read in the file</source>
      <translation>lu dans le fichier</translation>
    </message>
    <message>
      <source>· you can go on and come back</source>
      <translation>· vous pouvez continuer et revenir</translation>
    </message>
    <message>
      <source>↑ ↓ to choose, Enter to take</source>
      <translation>↑ ↓ pour choisir, Entrée pour valider</translation>
    </message>
  </context>
  <context>
    <name>Drafts</name>
    <message numerus="yes">
      <source>%n fileset(s)</source>
      <translation>
        <numerusform>%n jeu</numerusform>
        <numerusform>%n jeux</numerusform>
      </translation>
    </message>
    <message>
      <source>Deposit without a name</source>
      <translation>Dépôt sans nom</translation>
    </message>
    <message>
      <source>Drafts</source>
      <translation>Brouillons</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>Garder</translation>
    </message>
    <message>
      <source>New deposit</source>
      <translation>Nouveau dépôt</translation>
    </message>
    <message>
      <source>No draft is waiting.</source>
      <translation>Aucun brouillon n’attend.</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Retirer</translation>
    </message>
    <message>
      <source>Remove the draft “%1”?</source>
      <translation>Retirer le brouillon « %1 » ?</translation>
    </message>
    <message>
      <source>The files on this PC are not touched.</source>
      <translation>Les fichiers de ce PC restent intacts.</translation>
    </message>
    <message>
      <source>Waiting drafts</source>
      <translation>Brouillons en attente</translation>
    </message>
    <message>
      <source>at “%1”</source>
      <translation>à « %1 »</translation>
    </message>
    <message>
      <source>open now</source>
      <translation>ouvert</translation>
    </message>
  </context>
  <context>
    <name>Drop</name>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n fichier</numerusform>
        <numerusform>%n fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s) left aside</source>
      <translation>
        <numerusform>%n fichier laissé de côté</numerusform>
        <numerusform>%n fichiers laissés de côté</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s)</source>
      <translation>
        <numerusform>%n jeu de fichiers</numerusform>
        <numerusform>%n jeux de fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) ready</source>
      <translation>
        <numerusform>%n jeu prêt</numerusform>
        <numerusform>%n jeux prêts</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) removed</source>
      <translation>
        <numerusform>%n jeu retiré</numerusform>
        <numerusform>%n jeux retirés</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) so far…</source>
      <translation>
        <numerusform>%n jeu trouvé…</numerusform>
        <numerusform>%n jeux trouvés…</numerusform>
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
        <numerusform>%n image lue</numerusform>
        <numerusform>%n images lues</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n problem(s) in what was dropped</source>
      <translation>
        <numerusform>%n problème dans ce qui a été déposé</numerusform>
        <numerusform>%n problèmes dans ce qui a été déposé</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n selected</source>
      <translation>
        <numerusform>%n sélectionné</numerusform>
        <numerusform>%n sélectionnés</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n still being written, sent once complete</source>
      <translation>
        <numerusform>%n en cours d’écriture, envoyé quand il sera complet</numerusform>
        <numerusform>%n en cours d’écriture, envoyés quand ils seront complets</numerusform>
      </translation>
    </message>
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
      <source>Dropped twice: it is sent once</source>
      <translation>Déposé deux fois : il est envoyé une fois</translation>
    </message>
    <message>
      <source>Files left aside</source>
      <translation>Fichiers laissés de côté</translation>
    </message>
    <message>
      <source>Files of this format only open together</source>
      <translation>Les fichiers de ce format ne s’ouvrent qu’ensemble</translation>
    </message>
    <message>
      <source>Fileset</source>
      <translation>Jeu de fichiers</translation>
    </message>
    <message>
      <source>Filesets</source>
      <translation>Jeux de fichiers</translation>
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
      <source>Format</source>
      <translation>Format</translation>
    </message>
    <message>
      <source>Header unreadable</source>
      <translation>En-tête illisible</translation>
    </message>
    <message>
      <source>Hide</source>
      <translation>Masquer</translation>
    </message>
    <message>
      <source>Images</source>
      <translation>Images</translation>
    </message>
    <message>
      <source>It is a single file</source>
      <translation>C’est un seul fichier</translation>
    </message>
    <message>
      <source>It will be sent as it is</source>
      <translation>Il sera envoyé tel quel</translation>
    </message>
    <message>
      <source>It will be waited for, go on</source>
      <translation>Il sera attendu, continuez</translation>
    </message>
    <message>
      <source>It will not be sent</source>
      <translation>Il ne sera pas envoyé</translation>
    </message>
    <message>
      <source>Join</source>
      <translation>Joindre</translation>
    </message>
    <message>
      <source>Left aside</source>
      <translation>Laissé de côté</translation>
    </message>
    <message>
      <source>Made by the system, not by the microscope</source>
      <translation>Créé par le système, pas par le microscope</translation>
    </message>
    <message>
      <source>Nothing is sent before you have checked it.</source>
      <translation>Rien n’est envoyé avant votre vérification.</translation>
    </message>
    <message>
      <source>Other file</source>
      <translation>Autre fichier</translation>
    </message>
    <message>
      <source>Paste</source>
      <translation>Coller</translation>
    </message>
    <message>
      <source>Problems of what was dropped</source>
      <translation>Problèmes dans ce qui a été déposé</translation>
    </message>
    <message>
      <source>Put back</source>
      <translation>Remettre</translation>
    </message>
    <message>
      <source>Reading the folders…</source>
      <translation>Lecture des dossiers…</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>Prêt</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Retirer</translation>
    </message>
    <message>
      <source>Removed</source>
      <translation>Retiré</translation>
    </message>
    <message>
      <source>Select filesets first</source>
      <translation>Sélectionnez d’abord des jeux de fichiers</translation>
    </message>
    <message>
      <source>Select two filesets or more</source>
      <translation>Sélectionnez au moins deux jeux de fichiers</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Afficher</translation>
    </message>
    <message>
      <source>Show in its folder</source>
      <translation>Montrer dans son dossier</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Taille</translation>
    </message>
    <message>
      <source>Split</source>
      <translation>Séparer</translation>
    </message>
    <message>
      <source>State</source>
      <translation>État</translation>
    </message>
    <message>
      <source>Still being written…</source>
      <translation>En cours d’écriture…</translation>
    </message>
    <message>
      <source>TIFF series</source>
      <translation>Série TIFF</translation>
    </message>
    <message>
      <source>There is nothing to send in what was dropped.</source>
      <translation>Il n’y a rien à envoyer dans ce que vous avez déposé.</translation>
    </message>
    <message>
      <source>They are read where they lie: the originals stay untouched.</source>
      <translation>Ils sont lus sur place : les originaux restent intacts.</translation>
    </message>
    <message>
      <source>They are removed already</source>
      <translation>Ils sont déjà retirés</translation>
    </message>
    <message>
      <source>more are being looked for…</source>
      <translation>recherche en cours…</translation>
    </message>
  </context>
  <context>
    <name>Figures</name>
    <message numerus="yes">
      <source>%n day(s)</source>
      <translation>
        <numerusform>%n jour</numerusform>
        <numerusform>%n jours</numerusform>
      </translation>
    </message>
    <message>
      <source>a few seconds</source>
      <translation>quelques secondes</translation>
    </message>
  </context>
  <context>
    <name>Lock</name>
    <message numerus="yes">
      <source>%n deposit(s) go on being sent.</source>
      <translation>
        <numerusform>%n dépôt continue d’être envoyé.</numerusform>
        <numerusform>%n dépôts continuent d’être envoyés.</numerusform>
      </translation>
    </message>
    <message>
      <source>Nothing is being sent at the moment.</source>
      <translation>Rien n’est en cours d’envoi.</translation>
    </message>
    <message>
      <source>One of the passwords of %1</source>
      <translation>Un des mots de passe de %1</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Ouvrir</translation>
    </message>
    <message>
      <source>The transfer engine is starting; try again in a moment.</source>
      <translation>Le moteur d’envoi démarre ; réessayez dans un instant.</translation>
    </message>
    <message>
      <source>The window is locked</source>
      <translation>La fenêtre est verrouillée</translation>
    </message>
    <message>
      <source>This is not the password known of %1.</source>
      <translation>Ce n’est pas un mot de passe connu de %1.</translation>
    </message>
    <message>
      <source>Who are you?</source>
      <translation>Qui êtes-vous ?</translation>
    </message>
  </context>
  <context>
    <name>MyData</name>
    <message numerus="yes">
      <source>%1 and %n other(s)</source>
      <translation>
        <numerusform>%1 et %n autre</numerusform>
        <numerusform>%1 et %n autres</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n fichier</numerusform>
        <numerusform>%n fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n more file(s) are not safe yet.</source>
      <translation>
        <numerusform>%n autre fichier n’est pas encore à l’abri.</numerusform>
        <numerusform>%n autres fichiers ne sont pas encore à l’abri.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n more not named here</source>
      <translation>
        <numerusform>%n autre, non nommé ici</numerusform>
        <numerusform>%n autres, non nommés ici</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n original(s) are no longer on this PC.</source>
      <translation>
        <numerusform>%n original n’est plus sur ce PC.</numerusform>
        <numerusform>%n originaux ne sont plus sur ce PC.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n submission(s)</source>
      <translation>
        <numerusform>%n dépôt</numerusform>
        <numerusform>%n dépôts</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>All %n file(s) have been seen on the other side.</source>
      <translation>
        <numerusform>Le fichier a été vu de l’autre côté.</numerusform>
        <numerusform>Les %n fichiers ont été vus de l’autre côté.</numerusform>
      </translation>
    </message>
    <message>
      <source>All states</source>
      <translation>Tous les états</translation>
    </message>
    <message>
      <source>Arrived</source>
      <translation>Arrivés</translation>
    </message>
    <message>
      <source>Assays</source>
      <translation>Assays</translation>
    </message>
    <message>
      <source>Back</source>
      <translation>Retour</translation>
    </message>
    <message>
      <source>Bytes</source>
      <translation>Octets</translation>
    </message>
    <message>
      <source>Cancelled</source>
      <translation>Annulé</translation>
    </message>
    <message>
      <source>Choose a row to see all of its evidence.</source>
      <translation>Choisissez une ligne pour voir toutes ses preuves.</translation>
    </message>
    <message>
      <source>Close this file</source>
      <translation>Fermer ce fichier</translation>
    </message>
    <message>
      <source>Copy as text</source>
      <translation>Copier comme texte</translation>
    </message>
    <message>
      <source>Copy the SHA-256</source>
      <translation>Copier le SHA-256</translation>
    </message>
    <message>
      <source>Copy the path</source>
      <translation>Copier le chemin</translation>
    </message>
    <message>
      <source>Copy the paths</source>
      <translation>Copier les chemins</translation>
    </message>
    <message>
      <source>Do not delete their folders as a whole.</source>
      <translation>Ne supprimez pas leurs dossiers entiers.</translation>
    </message>
    <message>
      <source>Every file had been seen on the other side.</source>
      <translation>Chaque fichier avait été vu de l’autre côté.</translation>
    </message>
    <message>
      <source>Every file has been seen on the other side; you may delete the originals named below.</source>
      <translation>Chaque fichier a été vu de l’autre côté ; vous pouvez supprimer les originaux nommés ci-dessous.</translation>
    </message>
    <message>
      <source>Everything sent has arrived. See first what else lies there.</source>
      <translation>Tout ce qui a été envoyé est arrivé. Voyez d’abord ce qui se trouve là aussi.</translation>
    </message>
    <message>
      <source>Evidence</source>
      <translation>Preuves</translation>
    </message>
    <message>
      <source>Evidence of each fileset</source>
      <translation>Preuves de chaque jeu de fichiers</translation>
    </message>
    <message>
      <source>File by file</source>
      <translation>Un par un</translation>
    </message>
    <message>
      <source>Files</source>
      <translation>Fichiers</translation>
    </message>
    <message>
      <source>Files and evidence</source>
      <translation>Fichiers et preuves</translation>
    </message>
    <message>
      <source>Fileset</source>
      <translation>Jeu de fichiers</translation>
    </message>
    <message>
      <source>Find a submission or a file</source>
      <translation>Chercher un dépôt, un fichier</translation>
    </message>
    <message>
      <source>Folders of the originals</source>
      <translation>Dossiers des originaux</translation>
    </message>
    <message>
      <source>I have seen this list</source>
      <translation>J’ai vu cette liste</translation>
    </message>
    <message>
      <source>Investigation</source>
      <translation>Investigation</translation>
    </message>
    <message>
      <source>Investigation, study, assay, tag, file name or identifier</source>
      <translation>Investigation, étude, assay, mot-clé, nom de fichier ou identifiant</translation>
    </message>
    <message>
      <source>Its files are being sent and verified.</source>
      <translation>Ses fichiers sont envoyés et vérifiés.</translation>
    </message>
    <message>
      <source>Its originals are on the PC that sent it. Read only: %1</source>
      <translation>Ses originaux sont sur le PC qui l’a envoyé. Lecture seule : %1</translation>
    </message>
    <message>
      <source>Keep the originals</source>
      <translation>Gardez les originaux</translation>
    </message>
    <message>
      <source>Keep the originals: the proof is not complete.</source>
      <translation>Gardez les originaux : la preuve n’est pas complète.</translation>
    </message>
    <message>
      <source>Keep the originals: they could not be looked at</source>
      <translation>Gardez les originaux : ils n’ont pas pu être regardés</translation>
    </message>
    <message>
      <source>Look again</source>
      <translation>Vérifier de nouveau</translation>
    </message>
    <message>
      <source>Looking at every original…</source>
      <translation>Chaque original est regardé de nouveau…</translation>
    </message>
    <message>
      <source>My data</source>
      <translation>Mes données</translation>
    </message>
    <message>
      <source>No OMERO.web address is known for this node.</source>
      <translation>Aucune adresse OMERO.web n’est connue pour ce nœud.</translation>
    </message>
    <message>
      <source>No file manager here selects just these files, so none was opened: copy their paths.</source>
      <translation>Aucun gestionnaire de fichiers ne peut sélectionner ces seuls fichiers : rien n’a été ouvert, copiez leurs chemins.</translation>
    </message>
    <message>
      <source>No submission fits this search.</source>
      <translation>Aucun dépôt ne correspond à cette recherche.</translation>
    </message>
    <message>
      <source>Node</source>
      <translation>Nœud</translation>
    </message>
    <message>
      <source>Nothing has been sent yet</source>
      <translation>Rien n’a encore été envoyé</translation>
    </message>
    <message>
      <source>Nothing left this PC: share, ingest and import were only played.</source>
      <translation>Rien n’a quitté ce PC : partage, rangement et import ont seulement été joués.</translation>
    </message>
    <message>
      <source>OMERO.web: imports are not followed yet, so no link is known.</source>
      <translation>OMERO.web : les imports ne sont pas encore suivis, aucun lien n’est connu.</translation>
    </message>
    <message>
      <source>On its way: keep the originals</source>
      <translation>En route : gardez les originaux</translation>
    </message>
    <message>
      <source>On the node</source>
      <translation>Sur le nœud</translation>
    </message>
    <message>
      <source>On their way</source>
      <translation>En route</translation>
    </message>
    <message>
      <source>Only the files of the receipt are selected, folder by folder.</source>
      <translation>Seuls les fichiers du reçu sont sélectionnés, dossier par dossier.</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Ouvrir</translation>
    </message>
    <message>
      <source>Open a submission file</source>
      <translation>Ouvrir un fichier de dépôt</translation>
    </message>
    <message>
      <source>Open a submission file…</source>
      <translation>Ouvrir un fichier de dépôt…</translation>
    </message>
    <message>
      <source>Open in OMERO.web</source>
      <translation>Ouvrir dans OMERO</translation>
    </message>
    <message>
      <source>Opened from a file, as it was when it was published</source>
      <translation>Ouvert depuis un fichier, tel qu’à sa mise en place</translation>
    </message>
    <message>
      <source>Original, and below it where it lies on the node</source>
      <translation>Original, et dessous sa place sur le nœud</translation>
    </message>
    <message>
      <source>Page %1</source>
      <translation>Page %1</translation>
    </message>
    <message>
      <source>Person</source>
      <translation>Personne</translation>
    </message>
    <message>
      <source>Played in the sandbox</source>
      <translation>Joué dans le bac à sable</translation>
    </message>
    <message>
      <source>Prepare a deposit</source>
      <translation>Préparer un dépôt</translation>
    </message>
    <message>
      <source>Print…</source>
      <translation>Imprimer…</translation>
    </message>
    <message>
      <source>Receipt</source>
      <translation>Reçu</translation>
    </message>
    <message>
      <source>Route</source>
      <translation>Voie</translation>
    </message>
    <message>
      <source>Sandbox: keep the originals</source>
      <translation>Bac à sable : gardez les originaux</translation>
    </message>
    <message>
      <source>Save as PDF…</source>
      <translation>Enregistrer en PDF…</translation>
    </message>
    <message>
      <source>Save the receipt</source>
      <translation>Enregistrer le reçu</translation>
    </message>
    <message numerus="yes">
      <source>Saved, %n page(s): %1</source>
      <translation>
        <numerusform>Enregistré, %n page : %1</numerusform>
        <numerusform>Enregistré, %n pages : %1</numerusform>
      </translation>
    </message>
    <message>
      <source>See in Transfers</source>
      <translation>Voir dans Transferts</translation>
    </message>
    <message>
      <source>See the list</source>
      <translation>Voir la liste</translation>
    </message>
    <message>
      <source>Select in the file manager</source>
      <translation>Sélectionner les fichiers</translation>
    </message>
    <message>
      <source>Select the originals</source>
      <translation>Sélectionner les originaux</translation>
    </message>
    <message numerus="yes">
      <source>Sent to the printer, %n page(s)</source>
      <translation>
        <numerusform>Envoyé à l’imprimante, %n page</numerusform>
        <numerusform>Envoyé à l’imprimante, %n pages</numerusform>
      </translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Taille</translation>
    </message>
    <message>
      <source>Stage</source>
      <translation>Étape</translation>
    </message>
    <message>
      <source>Stages</source>
      <translation>Étapes</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation>Arrêté</translation>
    </message>
    <message>
      <source>Stopped or cancelled</source>
      <translation>Arrêtés ou annulés</translation>
    </message>
    <message>
      <source>Submission</source>
      <translation>Dépôt</translation>
    </message>
    <message>
      <source>Submission receipt</source>
      <translation>Reçu de dépôt</translation>
    </message>
    <message>
      <source>The originals are no longer on this PC</source>
      <translation>Les originaux ne sont plus sur ce PC</translation>
    </message>
    <message>
      <source>The originals, by folder</source>
      <translation>Les originaux, par dossier</translation>
    </message>
    <message>
      <source>The receipt is being written…</source>
      <translation>Le reçu s’écrit…</translation>
    </message>
    <message>
      <source>The receipt is on the clipboard (%1 lines).</source>
      <translation>Le reçu est dans le presse-papiers (%1 lignes).</translation>
    </message>
    <message>
      <source>The receipt lies here: %1</source>
      <translation>Le reçu est ici : %1</translation>
    </message>
    <message>
      <source>The receipt names the other causes.</source>
      <translation>Le reçu nomme les autres causes.</translation>
    </message>
    <message>
      <source>The sandbox has no OMERO.</source>
      <translation>Le bac à sable n’a pas d’OMERO.</translation>
    </message>
    <message numerus="yes">
      <source>Their folders also hold %n item(s) that were not sent</source>
      <translation>
        <numerusform>Leurs dossiers contiennent aussi %n élément qui n’a pas été envoyé</numerusform>
        <numerusform>Leurs dossiers contiennent aussi %n éléments qui n’ont pas été envoyés</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Their folders also hold %n item(s) that were not sent. Do not delete the folders as a whole.</source>
      <translation>
        <numerusform>Leurs dossiers contiennent aussi %n élément qui n’a pas été envoyé. Ne supprimez pas les dossiers entiers.</numerusform>
        <numerusform>Leurs dossiers contiennent aussi %n éléments qui n’ont pas été envoyés. Ne supprimez pas les dossiers entiers.</numerusform>
      </translation>
    </message>
    <message>
      <source>These are not in the receipt. Keep them, or send them first: only what was sent may be deleted.</source>
      <translation>Ils ne sont pas dans le reçu. Gardez-les, ou envoyez-les d’abord : seul ce qui a été envoyé peut être supprimé.</translation>
    </message>
    <message>
      <source>This program never deletes anything.</source>
      <translation>Ce programme n’efface jamais rien.</translation>
    </message>
    <message>
      <source>What was not sent</source>
      <translation>Ce qui n’a pas été envoyé</translation>
    </message>
    <message>
      <source>What you send is listed here with its way and its proof, for as long as this PC keeps its journal.</source>
      <translation>Vos dépôts sont listés ici avec leur chemin et leurs preuves, tant que ce PC garde son journal.</translation>
    </message>
    <message>
      <source>Whether they may be deleted is said only after that.</source>
      <translation>Le programme dit ensuite s’ils peuvent être supprimés.</translation>
    </message>
    <message>
      <source>Whole submission</source>
      <translation>Dépôt entier</translation>
    </message>
    <message>
      <source>You may delete the originals</source>
      <translation>Vous pouvez supprimer les originaux</translation>
    </message>
    <message>
      <source>Your submissions, the newest first</source>
      <translation>Vos dépôts, le plus récent d’abord</translation>
    </message>
    <message numerus="yes">
      <source>and %n other(s)</source>
      <translation>
        <numerusform>et %n autre</numerusform>
        <numerusform>et %n autres</numerusform>
      </translation>
    </message>
    <message>
      <source>bytes</source>
      <translation>octets</translation>
    </message>
    <message>
      <source>no evidence yet</source>
      <translation>pas encore de preuve</translation>
    </message>
    <message>
      <source>not yet</source>
      <translation>pas encore</translation>
    </message>
    <message>
      <source>receipt</source>
      <translation>recu</translation>
    </message>
    <message numerus="yes">
      <source>… and %n more, in the receipt</source>
      <translation>
        <numerusform>… et %n autre, dans le reçu</numerusform>
        <numerusform>… et %n autres, dans le reçu</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Organise</name>
    <message>
      <source>%1 of %2</source>
      <translation>%1 sur %2</translation>
    </message>
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
        <numerusform>%n jeu</numerusform>
        <numerusform>%n jeux</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) placed</source>
      <translation>
        <numerusform>%n jeu rangé</numerusform>
        <numerusform>%n jeux rangés</numerusform>
      </translation>
    </message>
    <message>
      <source>Assay</source>
      <translation>Assay</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Supprimer</translation>
    </message>
    <message>
      <source>Drag a fileset onto an assay, or choose it and “Put into…” (Ctrl+M).</source>
      <translation>Glissez un jeu sur un assay, ou choisissez-le puis « Ranger dans… » (Ctrl+M).</translation>
    </message>
    <message>
      <source>Empty</source>
      <translation>Vide</translation>
    </message>
    <message>
      <source>Everything has its place.</source>
      <translation>Tout est rangé.</translation>
    </message>
    <message>
      <source>Fileset</source>
      <translation>Jeu de fichiers</translation>
    </message>
    <message>
      <source>Filesets without a place</source>
      <translation>Jeux de fichiers à ranger</translation>
    </message>
    <message>
      <source>Investigation</source>
      <translation>Investigation</translation>
    </message>
    <message>
      <source>Merge</source>
      <translation>Fusionner</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>Name of the investigation</source>
      <translation>Nom de l’investigation</translation>
    </message>
    <message>
      <source>New</source>
      <translation>Nouveau</translation>
    </message>
    <message>
      <source>New assay</source>
      <translation>Nouvel assay</translation>
    </message>
    <message>
      <source>New assay in %1</source>
      <translation>Nouvel assay dans %1</translation>
    </message>
    <message>
      <source>New study</source>
      <translation>Nouvelle étude</translation>
    </message>
    <message>
      <source>No name yet</source>
      <translation>Sans nom</translation>
    </message>
    <message>
      <source>On the node already</source>
      <translation>Existe sur le nœud</translation>
    </message>
    <message>
      <source>Put into…</source>
      <translation>Ranger dans…</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>Rétablir</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Renommer</translation>
    </message>
    <message>
      <source>Save time</source>
      <translation>Gagner du temps</translation>
    </message>
    <message>
      <source>Still being written… %1</source>
      <translation>En cours d’écriture… %1</translation>
    </message>
    <message>
      <source>Study</source>
      <translation>Étude</translation>
    </message>
    <message>
      <source>Suggest from folders</source>
      <translation>Suggérer depuis les dossiers</translation>
    </message>
    <message>
      <source>Take out of the assay</source>
      <translation>Retirer de l’assay</translation>
    </message>
    <message>
      <source>To be placed</source>
      <translation>À ranger</translation>
    </message>
    <message>
      <source>Tree</source>
      <translation>Arborescence</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Annuler la dernière action</translation>
    </message>
    <message>
      <source>Use %1</source>
      <translation>Utiliser %1</translation>
    </message>
    <message numerus="yes">
      <source>Your folders can become %n assay(s): </source>
      <translation>
        <numerusform>Vos dossiers peuvent devenir %n assay : </numerusform>
        <numerusform>Vos dossiers peuvent devenir %n assays : </numerusform>
      </translation>
    </message>
    <message>
      <source>for example Heart-regeneration-2026</source>
      <translation>par exemple Regeneration-coeur-2026</translation>
    </message>
    <message>
      <source>· the others will wait in a draft</source>
      <translation>· les autres attendront dans un brouillon</translation>
    </message>
  </context>
  <context>
    <name>Presence</name>
    <message numerus="yes">
      <source>%n submission(s) being sent</source>
      <translation>
        <numerusform>%n dépôt en cours d’envoi</numerusform>
        <numerusform>%n dépôts en cours d’envoi</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n submission(s) in place on the node</source>
      <translation>
        <numerusform>%n dépôt en place sur le nœud</numerusform>
        <numerusform>%n dépôts en place sur le nœud</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n submission(s) need you</source>
      <translation>
        <numerusform>%n dépôt a besoin de vous</numerusform>
        <numerusform>%n dépôts ont besoin de vous</numerusform>
      </translation>
    </message>
    <message>
      <source>A click on this icon brings the window back.</source>
      <translation>Un clic sur cette icône ramène la fenêtre.</translation>
    </message>
    <message>
      <source>A password is needed to go on</source>
      <translation>Un mot de passe est nécessaire pour continuer</translation>
    </message>
    <message>
      <source>All paused</source>
      <translation>Tout en pause</translation>
    </message>
    <message>
      <source>Let all go on</source>
      <translation>Tout reprendre</translation>
    </message>
    <message>
      <source>Lock the session instead, and leave this PC on.</source>
      <translation>Verrouillez plutôt la session, et laissez ce PC allumé.</translation>
    </message>
    <message>
      <source>Microscope data are being sent</source>
      <translation>Des données de microscopie sont en cours d’envoi</translation>
    </message>
    <message>
      <source>Nothing is being sent</source>
      <translation>Aucun envoi en cours</translation>
    </message>
    <message>
      <source>Open fbi_uploader</source>
      <translation>Ouvrir fbi_uploader</translation>
    </message>
    <message>
      <source>Pause all</source>
      <translation>Tout mettre en pause</translation>
    </message>
    <message>
      <source>Quit while data are being sent?</source>
      <translation>Quitter pendant l’envoi ?</translation>
    </message>
    <message>
      <source>Quit…</source>
      <translation>Quitter…</translation>
    </message>
    <message>
      <source>Stay</source>
      <translation>Rester</translation>
    </message>
    <message>
      <source>Stop after the files in flight</source>
      <translation>Arrêter après les fichiers en route</translation>
    </message>
    <message>
      <source>The files in flight are finished first. The rest goes on at the next start, where it stood; nothing is lost.</source>
      <translation>Les fichiers en route sont d’abord achevés. Le reste reprend au prochain démarrage, là où il en était ; rien n’est perdu.</translation>
    </message>
    <message>
      <source>The sending goes on here</source>
      <translation>L’envoi continue ici</translation>
    </message>
  </context>
  <context>
    <name>Sent</name>
    <message>
      <source>%1 in %2</source>
      <translation>%1 dans %2</translation>
    </message>
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
        <numerusform>%n fichier en route</numerusform>
        <numerusform>%n fichiers en route</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n fileset(s) were not in an assay</source>
      <translation>
        <numerusform>%n jeu de fichiers n’était dans aucun assay</numerusform>
        <numerusform>%n jeux de fichiers n’étaient dans aucun assay</numerusform>
      </translation>
    </message>
    <message>
      <source>Files still being written go as soon as they are complete.</source>
      <translation>Les fichiers en cours d’écriture partent dès qu’ils sont complets.</translation>
    </message>
    <message>
      <source>See the transfer</source>
      <translation>Voir le transfert</translation>
    </message>
    <message>
      <source>Sent</source>
      <translation>Envoyé</translation>
    </message>
    <message>
      <source>They wait in a draft of their own.</source>
      <translation>Ils attendent dans un brouillon à part.</translation>
    </message>
    <message>
      <source>Transfers shows how far it is</source>
      <translation>Transferts montre où il en est</translation>
    </message>
    <message>
      <source>You can leave: lock the screen, but do not log off.</source>
      <translation>Vous pouvez partir : verrouillez l’écran, sans fermer la session.</translation>
    </message>
    <message>
      <source>You can leave: lock the session (Windows + L), but do not log off.</source>
      <translation>Vous pouvez partir : verrouillez la session (Windows + L), sans la fermer.</translation>
    </message>
    <message>
      <source>You can leave: this PC finishes by itself. Leave it switched on.</source>
      <translation>Vous pouvez partir : ce PC termine seul. Laissez-le allumé.</translation>
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message numerus="yes">
      <source>%1 (%n deposit(s))</source>
      <translation>
        <numerusform>%1 (%n dépôt)</numerusform>
        <numerusform>%1 (%n dépôts)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 takes up to %n connection(s) at a time.</source>
      <translation>
        <numerusform>%1 accepte %n connexion à la fois.</numerusform>
        <numerusform>%1 accepte jusqu’à %n connexions à la fois.</numerusform>
      </translation>
    </message>
    <message>
      <source>%1: http without encryption; passwords cross it in clear.</source>
      <translation>%1 : http sans chiffrement ; les mots de passe y circulent en clair.</translation>
    </message>
    <message>
      <source>%1: the server’s certificate is not checked.</source>
      <translation>%1 : le certificat du serveur n’est pas vérifié.</translation>
    </message>
    <message numerus="yes">
      <source>%n deposit(s) are not finished: they will wait for this node.</source>
      <translation>
        <numerusform>%n dépôt n’est pas terminé : il attendra ce nœud.</numerusform>
        <numerusform>%n dépôts ne sont pas terminés : ils attendront ce nœud.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n deposit(s) of this person are not finished. Let them end, or cancel them first.</source>
      <translation>
        <numerusform>%n dépôt de cette personne n’est pas terminé. Laissez-le finir, ou annulez-le d’abord.</numerusform>
        <numerusform>%n dépôts de cette personne ne sont pas terminés. Laissez-les finir, ou annulez-les d’abord.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s) not used</source>
      <translation>
        <numerusform>%n fichier non utilisé</numerusform>
        <numerusform>%n fichiers non utilisés</numerusform>
      </translation>
    </message>
    <message>
      <source>, encrypted</source>
      <translation>, chiffré</translation>
    </message>
    <message>
      <source>, signed</source>
      <translation>, signé</translation>
    </message>
    <message>
      <source>A login has no spaces.</source>
      <translation>Un identifiant n’a pas d’espace.</translation>
    </message>
    <message>
      <source>A node file has to be corrected</source>
      <translation>Un fichier de nœud est à corriger</translation>
    </message>
    <message>
      <source>A node needs a share, an iRODS zone or a folder to send to.</source>
      <translation>Un nœud a besoin d’un partage, d’une zone iRODS ou d’un dossier où envoyer.</translation>
    </message>
    <message>
      <source>A path from the root, like /data or D:\data.</source>
      <translation>Un chemin complet, comme /data ou D:\data.</translation>
    </message>
    <message>
      <source>A path like folder/sub-folder, without / at its beginning.</source>
      <translation>Un chemin comme dossier/sous-dossier, sans / au début.</translation>
    </message>
    <message>
      <source>A sandbox has a folder and nothing else.</source>
      <translation>Un bac à sable a un dossier et rien d’autre.</translation>
    </message>
    <message>
      <source>A server’s name or address alone, without http:// and without a path.</source>
      <translation>Le nom ou l’adresse du serveur seul, sans http:// ni chemin.</translation>
    </message>
    <message>
      <source>A text, in quotes.</source>
      <translation>Un texte, entre guillemets droits.</translation>
    </message>
    <message>
      <source>A whole number, without quotes.</source>
      <translation>Un nombre entier, sans guillemets.</translation>
    </message>
    <message>
      <source>Accept guests</source>
      <translation>Accepter les invités</translation>
    </message>
    <message>
      <source>Account accepted</source>
      <translation>Compte accepté</translation>
    </message>
    <message>
      <source>Account not accepted</source>
      <translation>Compte refusé</translation>
    </message>
    <message>
      <source>Account: %1</source>
      <translation>Compte · %1</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>Ajouter</translation>
    </message>
    <message>
      <source>Add a node</source>
      <translation>Ajouter un nœud</translation>
    </message>
    <message>
      <source>Add a person</source>
      <translation>Ajouter une personne</translation>
    </message>
    <message>
      <source>Add: %1</source>
      <translation>Ajouter : %1</translation>
    </message>
    <message>
      <source>Added by you</source>
      <translation>Ajouté par vous</translation>
    </message>
    <message>
      <source>Address</source>
      <translation>Adresse</translation>
    </message>
    <message>
      <source>Address and safety</source>
      <translation>Adresse et sécurité</translation>
    </message>
    <message>
      <source>Address of OMERO.web</source>
      <translation>Adresse d’OMERO.web</translation>
    </message>
    <message>
      <source>All deposits together are sent no faster than this.</source>
      <translation>Tous les dépôts ensemble ne dépassent pas ce débit.</translation>
    </message>
    <message>
      <source>An address like https://server/path.</source>
      <translation>Une adresse comme https://serveur/chemin.</translation>
    </message>
    <message>
      <source>An address like name@institute.org.</source>
      <translation>Une adresse comme nom@institut.org.</translation>
    </message>
    <message>
      <source>As the facility gave it; used everywhere.</source>
      <translation>Celui que la plateforme vous a donné ; il sert partout.</translation>
    </message>
    <message>
      <source>As the system</source>
      <translation>Comme le système</translation>
    </message>
    <message>
      <source>Between these hours, every day, nothing is sent; deposits wait and go on by themselves.</source>
      <translation>Entre ces heures, chaque jour, rien n’est envoyé ; les dépôts attendent et repartent d’eux-mêmes.</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Certificate not checked</source>
      <translation>Certificat non vérifié</translation>
    </message>
    <message>
      <source>Certificate not recognised</source>
      <translation>Certificat non reconnu</translation>
    </message>
    <message>
      <source>Certificate recognised</source>
      <translation>Certificat reconnu</translation>
    </message>
    <message>
      <source>Certificate recognised, valid until %1</source>
      <translation>Certificat reconnu, valable jusqu’au %1</translation>
    </message>
    <message>
      <source>Check the certificate</source>
      <translation>Vérifier le certificat</translation>
    </message>
    <message>
      <source>Choose a node file</source>
      <translation>Choisir un fichier de nœud</translation>
    </message>
    <message>
      <source>Choose that person, then write the password under “Nodes”.</source>
      <translation>Choisissez cette personne, puis saisissez le mot de passe sous « Nœuds ».</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Collection</source>
      <translation>Collection</translation>
    </message>
    <message>
      <source>Comes with the program</source>
      <translation>Fourni avec le programme</translation>
    </message>
    <message>
      <source>Connections</source>
      <translation>Connexions</translation>
    </message>
    <message>
      <source>Copy the detail</source>
      <translation>Copier le détail</translation>
    </message>
    <message>
      <source>Create the node</source>
      <translation>Créer le nœud</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Sombre</translation>
    </message>
    <message>
      <source>Dark is easier on the eyes in a microscope room.</source>
      <translation>Le sombre repose les yeux dans une salle de microscope.</translation>
    </message>
    <message>
      <source>Data are sent to</source>
      <translation>Les données vont vers</translation>
    </message>
    <message>
      <source>Demand encryption</source>
      <translation>Exiger le chiffrement</translation>
    </message>
    <message>
      <source>Demand signing</source>
      <translation>Exiger la signature</translation>
    </message>
    <message>
      <source>Deposits and drafts bear this name, so it stays.</source>
      <translation>Des dépôts ou des brouillons portent ce nom : il reste.</translation>
    </message>
    <message>
      <source>Domain</source>
      <translation>Domaine</translation>
    </message>
    <message>
      <source>Drop the node file here</source>
      <translation>Déposez ici le fichier de nœud</translation>
    </message>
    <message>
      <source>Duplicate as my own</source>
      <translation>Dupliquer pour moi</translation>
    </message>
    <message>
      <source>E-mail of the facility</source>
      <translation>Courriel de la plateforme</translation>
    </message>
    <message>
      <source>Empty: /zone/home.</source>
      <translation>Vide : /zone/home.</translation>
    </message>
    <message>
      <source>Empty: what this PC trusts.</source>
      <translation>Vide : celles que ce PC reconnaît.</translation>
    </message>
    <message>
      <source>Encrypt (TLS)</source>
      <translation>Chiffrer (TLS)</translation>
    </message>
    <message>
      <source>File of the certificate authority</source>
      <translation>Fichier de l’autorité de certification</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Dossier</translation>
    </message>
    <message>
      <source>Folder below the share</source>
      <translation>Dossier dans le partage</translation>
    </message>
    <message>
      <source>Folder found</source>
      <translation>Dossier trouvé</translation>
    </message>
    <message>
      <source>Folder not found</source>
      <translation>Dossier introuvable</translation>
    </message>
    <message>
      <source>Folder that data land in</source>
      <translation>Dossier d’arrivée</translation>
    </message>
    <message>
      <source>Forget the password</source>
      <translation>Oublier le mot de passe</translation>
    </message>
    <message>
      <source>From</source>
      <translation>De</translation>
    </message>
    <message>
      <source>Hash rounds</source>
      <translation>Tours de hachage</translation>
    </message>
    <message>
      <source>Hello,</source>
      <translation>Bonjour,</translation>
    </message>
    <message>
      <source>Highest rate</source>
      <translation>Débit maximal</translation>
    </message>
    <message>
      <source>Import a file…</source>
      <translation>Importer un fichier…</translation>
    </message>
    <message>
      <source>Import service</source>
      <translation>Service d’import</translation>
    </message>
    <message>
      <source>Institute password (PAM)</source>
      <translation>Mot de passe de l’institut (PAM)</translation>
    </message>
    <message>
      <source>It asks for iRODS, and has none.</source>
      <translation>Il demande iRODS, et n’en a pas.</translation>
    </message>
    <message>
      <source>It asks for no more than %1.</source>
      <translation>Il demande au plus %1.</translation>
    </message>
    <message>
      <source>It is the only way to this node; remove the node instead.</source>
      <translation>C’est le seul accès à ce nœud ; retirez plutôt le nœud.</translation>
    </message>
    <message>
      <source>Its file is removed and its passwords are forgotten. What was deposited, and the receipts, stay in “My data”.</source>
      <translation>Son fichier est supprimé et ses mots de passe sont oubliés. Ce qui a été déposé et les reçus restent dans « Mes données ».</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>Enregistrer</translation>
    </message>
    <message>
      <source>Kept in %1, never in a file.</source>
      <translation>Gardé dans %1, jamais dans un fichier.</translation>
    </message>
    <message>
      <source>Key size, bytes</source>
      <translation>Taille de clé, octets</translation>
    </message>
    <message>
      <source>Known until the program ends; in no file.</source>
      <translation>Connu jusqu’à la fermeture du programme ; dans aucun fichier.</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Langue</translation>
    </message>
    <message>
      <source>Language and look</source>
      <translation>Langue et aspect</translation>
    </message>
    <message>
      <source>Less safe than the default.</source>
      <translation>Moins sûr que le réglage d’origine.</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Clair</translation>
    </message>
    <message>
      <source>Limit the rate</source>
      <translation>Limiter le débit</translation>
    </message>
    <message>
      <source>Line %1</source>
      <translation>Ligne %1</translation>
    </message>
    <message>
      <source>Log-on</source>
      <translation>Connexion</translation>
    </message>
    <message>
      <source>Login</source>
      <translation>Identifiant</translation>
    </message>
    <message>
      <source>Login and password</source>
      <translation>Identifiant et mot de passe</translation>
    </message>
    <message>
      <source>Logins that differ</source>
      <translation>Identifiants différents</translation>
    </message>
    <message>
      <source>Look</source>
      <translation>Aspect</translation>
    </message>
    <message>
      <source>Lower-case letters, digits and hyphens only.</source>
      <translation>Des minuscules, des chiffres et des tirets seulement.</translation>
    </message>
    <message>
      <source>MB/s</source>
      <translation>Mo/s</translation>
    </message>
    <message>
      <source>Managed by the facility</source>
      <translation>Géré par la plateforme</translation>
    </message>
    <message>
      <source>More for this node</source>
      <translation>Plus d’actions pour ce nœud</translation>
    </message>
    <message>
      <source>Must be a mounted share</source>
      <translation>Doit être un partage monté</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>Name in English</source>
      <translation>Nom en anglais</translation>
    </message>
    <message>
      <source>Name in French</source>
      <translation>Nom en français</translation>
    </message>
    <message>
      <source>Name of the node</source>
      <translation>Nom du nœud</translation>
    </message>
    <message>
      <source>Name, landing folder, contact</source>
      <translation>Nom, dossier d’arrivée, contact</translation>
    </message>
    <message>
      <source>New node</source>
      <translation>Nouveau nœud</translation>
    </message>
    <message>
      <source>New person</source>
      <translation>Nouvelle personne</translation>
    </message>
    <message>
      <source>No login and no password are needed here.</source>
      <translation>Ni identifiant ni mot de passe ne sont nécessaires ici.</translation>
    </message>
    <message>
      <source>No password</source>
      <translation>Sans mot de passe</translation>
    </message>
    <message>
      <source>No such setting is known.</source>
      <translation>Ce réglage n’existe pas.</translation>
    </message>
    <message>
      <source>Nobody else is listed, so this person stays.</source>
      <translation>Personne d’autre n’est inscrit : cette personne reste.</translation>
    </message>
    <message>
      <source>Node files</source>
      <translation>Fichiers de nœud</translation>
    </message>
    <message>
      <source>Nodes</source>
      <translation>Nœuds</translation>
    </message>
    <message>
      <source>Not from this network</source>
      <translation>Pas depuis ce réseau</translation>
    </message>
    <message>
      <source>Not reached from this network: to be tried elsewhere</source>
      <translation>Pas joignable depuis ce réseau : à tester depuis un autre poste</translation>
    </message>
    <message>
      <source>Not tested yet</source>
      <translation>Pas encore testé</translation>
    </message>
    <message>
      <source>Not tried: %1</source>
      <translation>Non testé : %1</translation>
    </message>
    <message>
      <source>Nothing is sent while it is not mounted, so that this disk is not filled.</source>
      <translation>Rien n’est envoyé tant qu’il n’est pas monté, pour ne pas remplir ce disque.</translation>
    </message>
    <message>
      <source>Nothing leaves this PC</source>
      <translation>Rien ne quitte ce PC</translation>
    </message>
    <message>
      <source>Nothing was changed. Correct the file in an editor, or ask whoever gave it to you, then try again.</source>
      <translation>Rien n’a été modifié. Corrigez le fichier dans un éditeur, ou demandez à la personne qui vous l’a donné, puis réessayez.</translation>
    </message>
    <message>
      <source>Off: not tried from here, and not an error.</source>
      <translation>Désactivé : pas testé d’ici, et ce n’est pas une erreur.</translation>
    </message>
    <message>
      <source>Off: used where the server asks for it.</source>
      <translation>Désactivé : utilisé si le serveur le demande.</translation>
    </message>
    <message>
      <source>Oldest SMB accepted</source>
      <translation>SMB le plus ancien accepté</translation>
    </message>
    <message>
      <source>On this PC, or a share mounted here.</source>
      <translation>Sur ce PC, ou un partage monté ici.</translation>
    </message>
    <message>
      <source>One line, without a space at its ends.</source>
      <translation>Une seule ligne, sans espace au début ni à la fin.</translation>
    </message>
    <message>
      <source>One login for each endpoint.</source>
      <translation>Un seul identifiant par service.</translation>
    </message>
    <message>
      <source>One name, without / \ : * ? " &lt; &gt; | and without a space at its ends.</source>
      <translation>Un nom seul, sans / \ : * ? " &lt; &gt; | ni espace au début ou à la fin.</translation>
    </message>
    <message>
      <source>Only sizes are compared, not the content: originals are never “safe”.</source>
      <translation>Seules les tailles sont comparées, pas le contenu : les originaux ne sont jamais dits « sûrs ».</translation>
    </message>
    <message>
      <source>Only where the login is another one; else leave empty.</source>
      <translation>Seulement là où l’identifiant change ; sinon, laissez vide.</translation>
    </message>
    <message>
      <source>Only {manager} and {login} are filled in here.</source>
      <translation>Seuls {manager} et {login} sont remplacés ici.</translation>
    </message>
    <message>
      <source>PAM sends the password itself, so it needs an encrypted connection.</source>
      <translation>PAM envoie le mot de passe lui-même : la connexion doit être chiffrée.</translation>
    </message>
    <message>
      <source>Password</source>
      <translation>Mot de passe</translation>
    </message>
    <message>
      <source>Passwords are forgotten. What was deposited, and the receipts, stay in “My data”; drafts stay on this PC.</source>
      <translation>Ses mots de passe sont oubliés. Ce qui a été déposé et les reçus restent dans « Mes données » ; les brouillons restent sur ce PC.</translation>
    </message>
    <message>
      <source>Passwords are then known only until that person’s deposits have all been sent, and are kept nowhere. Changing person or locking stops nothing.</source>
      <translation>Un mot de passe n’est alors connu que jusqu’à la fin des envois de sa personne, et n’est gardé nulle part. Changer de personne ou verrouiller n’arrête rien.</translation>
    </message>
    <message>
      <source>Persons of this PC</source>
      <translation>Utilisateurs de ce PC</translation>
    </message>
    <message>
      <source>Port</source>
      <translation>Port</translation>
    </message>
    <message>
      <source>Port %1 open</source>
      <translation>Port %1 ouvert</translation>
    </message>
    <message>
      <source>Port closed</source>
      <translation>Port fermé</translation>
    </message>
    <message>
      <source>Quiet hours</source>
      <translation>Heures calmes</translation>
    </message>
    <message>
      <source>Rate and hours</source>
      <translation>Débit et horaires</translation>
    </message>
    <message>
      <source>Reached from this network</source>
      <translation>Joignable depuis ce réseau</translation>
    </message>
    <message>
      <source>Read only</source>
      <translation>Lecture seule</translation>
    </message>
    <message>
      <source>Reading back failed</source>
      <translation>Relecture impossible</translation>
    </message>
    <message>
      <source>Receipts can be opened in both languages.</source>
      <translation>Les reçus s’ouvrent dans les deux langues.</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Retirer</translation>
    </message>
    <message>
      <source>Remove this endpoint</source>
      <translation>Retirer ce service</translation>
    </message>
    <message>
      <source>Remove this node…</source>
      <translation>Retirer ce nœud…</translation>
    </message>
    <message>
      <source>Remove this person…</source>
      <translation>Retirer cette personne…</translation>
    </message>
    <message>
      <source>Remove “%1”?</source>
      <translation>Retirer « %1 » ?</translation>
    </message>
    <message>
      <source>Removing refused</source>
      <translation>Suppression refusée</translation>
    </message>
    <message>
      <source>Renaming refused</source>
      <translation>Renommage refusé</translation>
    </message>
    <message>
      <source>Resource</source>
      <translation>Ressource</translation>
    </message>
    <message>
      <source>Result of the test</source>
      <translation>Résultat du test</translation>
    </message>
    <message>
      <source>SMB 2 cannot encrypt: choose SMB 3.0 or newer.</source>
      <translation>SMB 2 ne sait pas chiffrer : choisissez SMB 3.0 ou plus récent.</translation>
    </message>
    <message>
      <source>Salt size, bytes</source>
      <translation>Taille du sel, octets</translation>
    </message>
    <message>
      <source>Server</source>
      <translation>Serveur</translation>
    </message>
    <message>
      <source>Server answers</source>
      <translation>Serveur joignable</translation>
    </message>
    <message>
      <source>Server found</source>
      <translation>Serveur trouvé</translation>
    </message>
    <message>
      <source>Server not found</source>
      <translation>Serveur introuvable</translation>
    </message>
    <message>
      <source>Session cookie</source>
      <translation>Cookie de session</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Réglages</translation>
    </message>
    <message>
      <source>Several people share this account</source>
      <translation>Plusieurs personnes partagent ce compte</translation>
    </message>
    <message>
      <source>Several people use this account: known only until the program ends.</source>
      <translation>Plusieurs personnes utilisent ce compte : connu seulement jusqu’à la fermeture du programme.</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>Partage</translation>
    </message>
    <message>
      <source>Share name</source>
      <translation>Nom du partage</translation>
    </message>
    <message>
      <source>Share: a log-on as guest is accepted; nobody knows who wrote the files.</source>
      <translation>Partage : une connexion en invité est acceptée ; on ne sait pas qui écrit les fichiers.</translation>
    </message>
    <message>
      <source>Share: packets are not signed; somebody on the network could change them.</source>
      <translation>Partage : les paquets ne sont pas signés ; quelqu’un sur le réseau pourrait les modifier.</translation>
    </message>
    <message>
      <source>Somebody of this name is listed already.</source>
      <translation>Une personne de ce nom est déjà inscrite.</translation>
    </message>
    <message>
      <source>Test all</source>
      <translation>Tout tester</translation>
    </message>
    <message>
      <source>Test file read back, unchanged</source>
      <translation>Fichier d’essai relu, identique</translation>
    </message>
    <message>
      <source>Test file removed</source>
      <translation>Fichier d’essai supprimé</translation>
    </message>
    <message>
      <source>Test file renamed</source>
      <translation>Fichier d’essai renommé</translation>
    </message>
    <message>
      <source>Test file written</source>
      <translation>Fichier d’essai écrit</translation>
    </message>
    <message>
      <source>Test not possible</source>
      <translation>Test impossible</translation>
    </message>
    <message>
      <source>Test the connection</source>
      <translation>Tester la connexion</translation>
    </message>
    <message>
      <source>Testing…</source>
      <translation>Test en cours…</translation>
    </message>
    <message>
      <source>The connection test stopped at this step: %1.</source>
      <translation>Le test de connexion s’est arrêté à cette étape : %1.</translation>
    </message>
    <message>
      <source>The file cannot be read.</source>
      <translation>Le fichier ne peut pas être lu.</translation>
    </message>
    <message>
      <source>The file is not encoded as UTF-8.</source>
      <translation>Le fichier n’est pas en UTF-8.</translation>
    </message>
    <message>
      <source>The file is too large for a node file.</source>
      <translation>Le fichier est trop gros pour un fichier de nœud.</translation>
    </message>
    <message>
      <source>The hours need a beginning and another end.</source>
      <translation>Il faut un début, et une fin différente.</translation>
    </message>
    <message>
      <source>The session of this PC logs on (Kerberos): no password.</source>
      <translation>La session de ce PC sert à la connexion (Kerberos) : pas de mot de passe.</translation>
    </message>
    <message>
      <source>The test logs on, writes a small file, reads it back and removes it. Nothing else is touched.</source>
      <translation>Le test se connecte, écrit un petit fichier, le relit et le supprime. Rien d’autre n’est touché.</translation>
    </message>
    <message>
      <source>The two folders need two names.</source>
      <translation>Les deux dossiers doivent avoir deux noms.</translation>
    </message>
    <message>
      <source>This PC’s session (Kerberos)</source>
      <translation>Session de ce PC (Kerberos)</translation>
    </message>
    <message>
      <source>This has to be filled in.</source>
      <translation>À remplir.</translation>
    </message>
    <message>
      <source>This is a folder, not a file.</source>
      <translation>C’est un dossier, pas un fichier.</translation>
    </message>
    <message>
      <source>This is too long.</source>
      <translation>C’est trop long.</translation>
    </message>
    <message>
      <source>This line is no valid TOML.</source>
      <translation>Cette ligne n’est pas du TOML valable.</translation>
    </message>
    <message>
      <source>This number is too large.</source>
      <translation>Ce nombre est trop grand.</translation>
    </message>
    <message>
      <source>This number is too small.</source>
      <translation>Ce nombre est trop petit.</translation>
    </message>
    <message>
      <source>This stands in the node’s file.</source>
      <translation>C’est écrit dans le fichier du nœud.</translation>
    </message>
    <message>
      <source>This value is not accepted (%1).</source>
      <translation>Cette valeur n’est pas acceptée (%1).</translation>
    </message>
    <message>
      <source>To</source>
      <translation>À</translation>
    </message>
    <message>
      <source>Today, %1</source>
      <translation>Aujourd’hui, %1</translation>
    </message>
    <message>
      <source>Token</source>
      <translation>Jeton</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Waiting for the password of: %1</source>
      <translation>En attente du mot de passe de : %1</translation>
    </message>
    <message>
      <source>Whom to ask</source>
      <translation>Personne à contacter</translation>
    </message>
    <message>
      <source>Will be kept in %1 where there is one, never in a file.</source>
      <translation>Sera gardé dans %1 s’il y en a un, jamais dans un fichier.</translation>
    </message>
    <message>
      <source>With / between its parts; may be empty.</source>
      <translation>Avec / entre ses parties ; peut rester vide.</translation>
    </message>
    <message>
      <source>Works</source>
      <translation>Fonctionne</translation>
    </message>
    <message>
      <source>Write a number between 0.1 and 10,000.</source>
      <translation>Écrivez un nombre entre 0,1 et 10 000.</translation>
    </message>
    <message>
      <source>Write to the facility</source>
      <translation>Écrire à la plateforme</translation>
    </message>
    <message>
      <source>Writing refused</source>
      <translation>Écriture refusée</translation>
    </message>
    <message>
      <source>Your folder is missing</source>
      <translation>Votre dossier manque</translation>
    </message>
    <message>
      <source>Your folder is there</source>
      <translation>Votre dossier est là</translation>
    </message>
    <message>
      <source>Zone</source>
      <translation>Zone</translation>
    </message>
    <message>
      <source>account</source>
      <translation>compte</translation>
    </message>
    <message>
      <source>certificate</source>
      <translation>certificat</translation>
    </message>
    <message>
      <source>fbi_uploader: %1, %2: %3</source>
      <translation>fbi_uploader : %1, %2 : %3</translation>
    </message>
    <message>
      <source>folder</source>
      <translation>dossier</translation>
    </message>
    <message>
      <source>iRODS password</source>
      <translation>Mot de passe iRODS</translation>
    </message>
    <message>
      <source>iRODS: the connection is not encrypted; others can read along.</source>
      <translation>iRODS : la connexion n’est pas chiffrée ; d’autres peuvent lire.</translation>
    </message>
    <message>
      <source>name</source>
      <translation>nom</translation>
    </message>
    <message>
      <source>port</source>
      <translation>port</translation>
    </message>
    <message>
      <source>reading back</source>
      <translation>relecture</translation>
    </message>
    <message>
      <source>removing</source>
      <translation>suppression</translation>
    </message>
    <message>
      <source>renaming</source>
      <translation>renommage</translation>
    </message>
    <message>
      <source>sits here now</source>
      <translation>ici en ce moment</translation>
    </message>
    <message>
      <source>the Windows credential manager</source>
      <translation>le coffre de Windows</translation>
    </message>
    <message>
      <source>the keyring of this system</source>
      <translation>le trousseau du système</translation>
    </message>
    <message>
      <source>the macOS keychain</source>
      <translation>le trousseau de macOS</translation>
    </message>
    <message>
      <source>the next day</source>
      <translation>le lendemain</translation>
    </message>
    <message>
      <source>true or false, without quotes.</source>
      <translation>true ou false, sans guillemets.</translation>
    </message>
    <message>
      <source>writing</source>
      <translation>écriture</translation>
    </message>
    <message>
      <source>your folder</source>
      <translation>votre dossier</translation>
    </message>
    <message>
      <source>{manager} and {login} become the person’s login.</source>
      <translation>{manager} et {login} deviennent l’identifiant de la personne.</translation>
    </message>
    <message>
      <source>“routes” names something that this file has no section for.</source>
      <translation>« routes » nomme quelque chose dont ce fichier n’a pas la section.</translation>
    </message>
  </context>
  <context>
    <name>Timeline</name>
    <message numerus="yes">
      <source>%1 of %n file(s)</source>
      <translation>
        <numerusform>%1 fichier sur %n</numerusform>
        <numerusform>%1 sur %n fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 of %n image(s)</source>
      <translation>
        <numerusform>%1 image sur %n</numerusform>
        <numerusform>%1 sur %n images</numerusform>
      </translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Dossier</translation>
    </message>
    <message>
      <source>OMERO</source>
      <translation>OMERO</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>Partage</translation>
    </message>
    <message>
      <source>The PC</source>
      <translation>Le PC</translation>
    </message>
    <message>
      <source>This PC</source>
      <translation>Ce PC</translation>
    </message>
    <message>
      <source>cancelled</source>
      <translation>annulé</translation>
    </message>
    <message>
      <source>digest in the catalogue</source>
      <translation>empreinte au catalogue</translation>
    </message>
    <message>
      <source>iRODS</source>
      <translation>iRODS</translation>
    </message>
    <message>
      <source>not followed yet</source>
      <translation>pas encore suivi</translation>
    </message>
    <message>
      <source>nothing left this PC</source>
      <translation>rien n’a quitté ce PC</translation>
    </message>
    <message>
      <source>played</source>
      <translation>joué</translation>
    </message>
    <message>
      <source>read back, identical</source>
      <translation>relus, identiques</translation>
    </message>
    <message>
      <source>read, digests taken</source>
      <translation>lus, empreintes prises</translation>
    </message>
    <message>
      <source>same digest in OMERO</source>
      <translation>même empreinte dans OMERO</translation>
    </message>
    <message>
      <source>same digest, by the server</source>
      <translation>même empreinte, par le serveur</translation>
    </message>
    <message>
      <source>size only, content not compared</source>
      <translation>taille seule, contenu non comparé</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>arrêté</translation>
    </message>
    <message>
      <source>to be followed from your desk</source>
      <translation>à suivre depuis votre poste</translation>
    </message>
    <message>
      <source>to come</source>
      <translation>à venir</translation>
    </message>
    <message>
      <source>waiting to be sent</source>
      <translation>en attente d’envoi</translation>
    </message>
  </context>
  <context>
    <name>Transfers</name>
    <message>
      <source>%1 of %2</source>
      <translation>%1 sur %2</translation>
    </message>
    <message>
      <source>%1 of %2 files arrived and verified.</source>
      <translation>%1 fichiers sur %2 arrivés et vérifiés.</translation>
    </message>
    <message>
      <source>%1%</source>
      <translation>%1 %</translation>
    </message>
    <message numerus="yes">
      <source>%n assay(s) in place on the node already: that stays.</source>
      <translation>
        <numerusform>%n assay est déjà en place sur le nœud : il y reste.</numerusform>
        <numerusform>%n assays sont déjà en place sur le nœud : ils y restent.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n being sent</source>
      <translation>
        <numerusform>%n en cours</numerusform>
        <numerusform>%n en cours</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n fichier</numerusform>
        <numerusform>%n fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n in the queue</source>
      <translation>
        <numerusform>%n en file</numerusform>
        <numerusform>%n en file</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n submission(s) of other persons go on</source>
      <translation>
        <numerusform>%n dépôt d’une autre personne se poursuit</numerusform>
        <numerusform>%n dépôts d’autres personnes se poursuivent</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n to be looked at</source>
      <translation>
        <numerusform>%n à regarder</numerusform>
        <numerusform>%n à regarder</numerusform>
      </translation>
    </message>
    <message>
      <source>5 min ago</source>
      <translation>Il y a 5 min</translation>
    </message>
    <message>
      <source>All has arrived; the assays are being put in place.</source>
      <translation>Tout est arrivé ; les assays sont mis en place.</translation>
    </message>
    <message>
      <source>All is sent; it is being read back to prove it.</source>
      <translation>Tout est envoyé ; la relecture le prouve.</translation>
    </message>
    <message>
      <source>All paused</source>
      <translation>Tout en pause</translation>
    </message>
    <message>
      <source>All sending is paused on this PC</source>
      <translation>Tous les envois de ce PC sont en pause</translation>
    </message>
    <message>
      <source>At most %1</source>
      <translation>%1 au plus</translation>
    </message>
    <message>
      <source>Back</source>
      <translation>Revenir</translation>
    </message>
    <message>
      <source>Between these times nothing is sent; afterwards it goes on by itself.</source>
      <translation>Entre ces heures, rien n’est envoyé ; ensuite, l’envoi reprend seul.</translation>
    </message>
    <message>
      <source>Cancel the submission</source>
      <translation>Annuler le dépôt</translation>
    </message>
    <message>
      <source>Cancel this submission?</source>
      <translation>Annuler ce dépôt ?</translation>
    </message>
    <message>
      <source>Cancelling…</source>
      <translation>Annulation…</translation>
    </message>
    <message>
      <source>Cancel…</source>
      <translation>Annuler…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Copy the details</source>
      <translation>Copier le détail</translation>
    </message>
    <message>
      <source>Earlier</source>
      <translation>Plus tôt</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Fichier</translation>
    </message>
    <message>
      <source>Files</source>
      <translation>Fichiers</translation>
    </message>
    <message>
      <source>Fileset</source>
      <translation>Jeu de fichiers</translation>
    </message>
    <message>
      <source>Filesets of this submission</source>
      <translation>Jeux de fichiers de ce dépôt</translation>
    </message>
    <message>
      <source>For all submissions of this PC together.</source>
      <translation>Pour tous les dépôts de ce PC, ensemble.</translation>
    </message>
    <message>
      <source>From</source>
      <translation>De</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Reprendre</translation>
    </message>
    <message>
      <source>Going on…</source>
      <translation>Reprise…</translation>
    </message>
    <message>
      <source>Highest rate</source>
      <translation>Débit maximal</translation>
    </message>
    <message>
      <source>It goes on as soon as it is entered here.</source>
      <translation>Elle reprend dès qu’il est saisi ici.</translation>
    </message>
    <message>
      <source>It is forgotten once that queue is empty.</source>
      <translation>Il est oublié dès que cette file est vide.</translation>
    </message>
    <message>
      <source>Keep it on this PC</source>
      <translation>Le retenir sur ce PC</translation>
    </message>
    <message>
      <source>Keep these</source>
      <translation>Retenir</translation>
    </message>
    <message>
      <source>Later</source>
      <translation>Plus tard</translation>
    </message>
    <message>
      <source>Leave it</source>
      <translation>Laisser</translation>
    </message>
    <message>
      <source>Let all go on</source>
      <translation>Tout reprendre</translation>
    </message>
    <message>
      <source>Limit</source>
      <translation>Limiter</translation>
    </message>
    <message>
      <source>Limit the rate</source>
      <translation>Limiter le débit</translation>
    </message>
    <message>
      <source>MB/s</source>
      <translation>Mo/s</translation>
    </message>
    <message>
      <source>Next try in %1; the rest goes on.</source>
      <translation>Nouvel essai dans %1 ; le reste continue.</translation>
    </message>
    <message>
      <source>No limit</source>
      <translation>Sans limite</translation>
    </message>
    <message>
      <source>No quiet hours</source>
      <translation>Sans heures calmes</translation>
    </message>
    <message>
      <source>Nothing is lost: it goes on where it stood.</source>
      <translation>Rien n’est perdu : tout reprendra là où il en était.</translation>
    </message>
    <message>
      <source>Nothing is under way</source>
      <translation>Rien n’est en cours</translation>
    </message>
    <message>
      <source>Now</source>
      <translation>Maintenant</translation>
    </message>
    <message>
      <source>Now %1; at most %2, at least %3.</source>
      <translation>Maintenant %1 ; au plus %2, au moins %3.</translation>
    </message>
    <message>
      <source>Other…</source>
      <translation>Autre…</translation>
    </message>
    <message>
      <source>Password</source>
      <translation>Mot de passe</translation>
    </message>
    <message>
      <source>Password of %1</source>
      <translation>Mot de passe de %1</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pause</translation>
    </message>
    <message>
      <source>Pause all</source>
      <translation>Tout mettre en pause</translation>
    </message>
    <message>
      <source>Pausing…</source>
      <translation>Mise en pause…</translation>
    </message>
    <message>
      <source>Place %1 in the queue</source>
      <translation>Place %1 dans la file</translation>
    </message>
    <message>
      <source>Prepare a deposit</source>
      <translation>Préparer un dépôt</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Avancement</translation>
    </message>
    <message>
      <source>Quiet hours</source>
      <translation>Heures calmes</translation>
    </message>
    <message>
      <source>Quiet hours: %1 to %2</source>
      <translation>Heures calmes : de %1 à %2</translation>
    </message>
    <message>
      <source>Quiet hours: none</source>
      <translation>Heures calmes : aucune</translation>
    </message>
    <message>
      <source>Rate over the last 5 minutes</source>
      <translation>Débit des 5 dernières minutes</translation>
    </message>
    <message>
      <source>Rate without limit</source>
      <translation>Débit sans limite</translation>
    </message>
    <message>
      <source>See the files</source>
      <translation>Voir les fichiers</translation>
    </message>
    <message>
      <source>See what was sent</source>
      <translation>Voir ce qui a été envoyé</translation>
    </message>
    <message>
      <source>Send as they are now</source>
      <translation>Envoyer tels quels</translation>
    </message>
    <message>
      <source>Send without</source>
      <translation>Envoyer sans</translation>
    </message>
    <message numerus="yes">
      <source>Send without %n fileset(s)?</source>
      <translation>
        <numerusform>Envoyer sans ce jeu de fichiers ?</numerusform>
        <numerusform>Envoyer sans ces %n jeux de fichiers ?</numerusform>
      </translation>
    </message>
    <message>
      <source>Send without them…</source>
      <translation>Envoyer sans eux…</translation>
    </message>
    <message>
      <source>Show or hide the filesets</source>
      <translation>Afficher ou masquer les jeux de fichiers</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Taille</translation>
    </message>
    <message>
      <source>State</source>
      <translation>État</translation>
    </message>
    <message>
      <source>The queue of %1 waits for a password at %2</source>
      <translation>La file de %1 attend un mot de passe pour %2</translation>
    </message>
    <message>
      <source>The rest of the assay goes. What is left out becomes a draft of its own, under a new assay name; the original files stay where they are.</source>
      <translation>Le reste de l’assay part. Ce qui est mis de côté devient un brouillon, sous un nouveau nom d’assay ; les fichiers d’origine restent où ils sont.</translation>
    </message>
    <message>
      <source>To</source>
      <translation>À</translation>
    </message>
    <message>
      <source>Transfers</source>
      <translation>Transferts</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
    <message>
      <source>Waits for a password</source>
      <translation>Attend un mot de passe</translation>
    </message>
    <message>
      <source>Waits for the node</source>
      <translation>Attend le nœud</translation>
    </message>
    <message>
      <source>What was sent of it is removed from the node. Your original files are never touched.</source>
      <translation>Ce qui en a été envoyé est retiré du nœud. Vos fichiers d’origine ne sont jamais touchés.</translation>
    </message>
    <message>
      <source>What you send appears here, with its progress, until it is in place on the node.</source>
      <translation>Ce que vous envoyez apparaît ici, avec son avancement, jusqu’à sa mise en place sur le nœud.</translation>
    </message>
    <message>
      <source>Will be tried again</source>
      <translation>Sera réessayé</translation>
    </message>
    <message>
      <source>You can leave: this PC ends it alone, even with the window closed.</source>
      <translation>Vous pouvez partir : ce PC termine seul, même la fenêtre fermée.</translation>
    </message>
    <message numerus="yes">
      <source>and %n other assay(s)</source>
      <translation>
        <numerusform>et %n autre assay</numerusform>
        <numerusform>et %n autres assays</numerusform>
      </translation>
    </message>
    <message>
      <source>by a folder</source>
      <translation>par un dossier</translation>
    </message>
    <message>
      <source>by the share</source>
      <translation>par le partage</translation>
    </message>
    <message>
      <source>files</source>
      <translation>fichiers</translation>
    </message>
    <message>
      <source>left</source>
      <translation>restantes</translation>
    </message>
    <message>
      <source>of %1</source>
      <translation>sur %1</translation>
    </message>
    <message>
      <source>starts around %1</source>
      <translation>départ prévu vers %1</translation>
    </message>
    <message>
      <source>straight into iRODS</source>
      <translation>directement dans iRODS</translation>
    </message>
    <message>
      <source>to %1</source>
      <translation>vers %1</translation>
    </message>
  </context>
  <context>
    <name>Welcome</name>
    <message>
      <source>As the facility gave it.</source>
      <translation>Celui que la plateforme vous a donné.</translation>
    </message>
    <message>
      <source>Describe</source>
      <translation>Décrivez</translation>
    </message>
    <message>
      <source>Drop</source>
      <translation>Déposez</translation>
    </message>
    <message>
      <source>Drop your files or folders. The originals stay untouched.</source>
      <translation>Déposez vos fichiers ou dossiers. Les originaux restent intacts.</translation>
    </message>
    <message>
      <source>From the microscope to the facility, in three steps</source>
      <translation>Du microscope à la plateforme, en trois étapes</translation>
    </message>
    <message>
      <source>Leave</source>
      <translation>Partez</translation>
    </message>
    <message>
      <source>Put them in order and describe them; much is read in the images.</source>
      <translation>Rangez-les et décrivez-les ; beaucoup est lu dans les images.</translation>
    </message>
    <message>
      <source>Ready to try: nothing leaves this PC.</source>
      <translation>Prêt à essayer : rien ne quitte ce PC.</translation>
    </message>
    <message>
      <source>Send to</source>
      <translation>Envoyer vers</translation>
    </message>
    <message>
      <source>Send, and leave: the program goes on and says when all is safe.</source>
      <translation>Envoyez, et partez : le programme continue et dit quand tout est sûr.</translation>
    </message>
    <message>
      <source>Skip</source>
      <translation>Passer</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>Commencer</translation>
    </message>
    <message>
      <source>Welcome</source>
      <translation>Bienvenue</translation>
    </message>
    <message>
      <source>Your login</source>
      <translation>Votre identifiant</translation>
    </message>
    <message>
      <source>Your name</source>
      <translation>Votre nom</translation>
    </message>
  </context>
  <context>
    <name>Widgets</name>
    <message>
      <source>%1, done</source>
      <translation>%1, fait</translation>
    </message>
    <message>
      <source>Hide</source>
      <translation>Masquer</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Afficher</translation>
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
      <translation>Elle achève les fichiers en route ; cela prend 30 secondes au plus.</translation>
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
      <source>Node · starting…</source>
      <translation>Nœud · démarrage…</translation>
    </message>
    <message>
      <source>Nothing is lost: it goes on where it stood.</source>
      <translation>Rien n’est perdu : il reprend là où il en était.</translation>
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
      <source>Stays on this PC</source>
      <translation>Tout reste ici</translation>
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
