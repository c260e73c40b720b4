"""Given names that are frequent in France, to tell « Jean Modèle » from two words with capitals.

Written from common knowledge of the civil register's most given names since 1940; a rarer one is not recognised.
Names that are first of all places, months or words of a programme (Florence, Avril, Marine, Rose) are left out.
"""

from __future__ import annotations

NAMES = """
Abdel Abdelkader Abdoulaye Adam Adama Adrien Adrienne Agathe Agnès Ahmed Aïcha Alain Alan Albane Albert Aldo Alex
Alexandra Alexandre Alexandrine Alexia Alexis Alfred Ali Alice Alicia Aline Alix Aliénor Alphonse Amandine Amaury
Ambre Amélie Amin Amina Amine Aminata Anaïs Anatole Anaëlle André Andréa Andrée Ange Angela Angélique Anissa Anita
Ann Anna Anne Annick Annie Anouk Anthony Antoine Antoinette Antonin Antonio Apolline Armand Armelle Arnaud Arthur
Assia Astrid Aude Audrey Augustin Aurélie Aurélien Axel Axelle Aymeric Ayoub Aziz Baptiste Barbara Basile Bastien
Benjamin Benoît Bérangère Bérénice Bernadette Bernard Bertrand Béatrice Bilal Blandine Blanche Boris Boubacar Brahim
Brice Brigitte Bruno Camille Capucine Carine Carla Carlos Carole Caroline Catherine Cathy Cécile Cécilia Cédric
Céline Chantal Charlène Charles Charlie Charline Charlotte Chloé Christel Christelle Christian Christiane Christine
Christophe Claire Clara Clarisse Claude Claudie Claudine Clémence Clément Clémentine Clotilde Colette Coline
Constance Coralie Corentin Corinne Coumba Cyprien Cyril Cyrille Damien Daniel Daniela Danièle Danielle Daphné David
Deborah Delphine Denise Denis Désiré Didier Dimitri Djamel Djibril Dominique Donatien Dorian Dorothée Dylan Edgar
Édith Edmond Édouard Élena Éléonore Éliane Élie Élisa Élisabeth Élise Éloïse Elodie Élodie Elsa Émeline Emilie
Émilie Émile Emma Emmanuel Emmanuelle Enora Enzo Éric Erwan Esther Estelle Étienne Eugène Eugénie Eva Évelyne Fabien
Fabienne Fabrice Fanny Farah Farid Farida Fatima Fatou Fatoumata Faustine Félicie Félix Ferdinand Fernand Fernande
Fiona Flavie Flavien Florent Florian Franck François Françoise Frédéric Frédérique Gabin Gabriel Gabrielle Gaël
Gaëlle Gaëtan Gaspard Gaston Gauthier Geneviève Geoffrey Georges Georgette Gérald Géraldine Gérard Germaine Gilbert
Gilberte Gilles Gisèle Grégoire Grégory Guillaume Gustave Guy Gwenaëlle Habib Hadrien Hamid Hamza Hanna Hasna Hassan
Hector Hélène Henri Henriette Hervé Hicham Hippolyte Hocine Honoré Hugo Hugues Ibrahim Ibrahima Ikram Imane Inès
Irène Isaac Isabelle Ismaël Jacqueline Jacques Jade Jamal James Janine Jean Jeanine Jeanne Jeannine Jennifer Jérémie
Jérémy Jérôme Jessica Joachim Jocelyne Joël Joëlle Johan Johanna John Jonathan Jordan José Joseph Joséphine Josette
Josiane Joshua Josselin Judith Jules Julia Julian Julie Julien Julienne Juliette Justin Justine Kadiatou Kamel Karim
Karima Karine Katia Kenza Kevin Kévin Khadija Khalid Killian Laetitia Laëtitia Lamia Lara Laura Laure Laurence
Laurent Laurie Léa Léo Léon Léonard Léonie Léopold Leïla Leila Lila Lili Lilian Liliane Lina Line Lionel Lisa Lise
Loïc Loïs Lola Loris Lou Louane Louis Louise Loup Luc Luca Lucas Lucie Lucien Lucienne Lucile Ludivine Ludovic Lydia
Lydie Lylou Maël Maëlle Maëlys Maeva Magali Mahmoud Maïté Malika Malo Mamadou Manon Manuel Marc Marceau Marcel
Marcelle Marco Margaux Margot Marguerite Maria Mariam Marianne Marie Marielle Mariette Marion Marjorie Marlène
Martial Martin Martine Maryline Maryse Maryvonne Mathéo Mathieu Mathilde Mathis Matthieu Maud Maurice Max Maxence
Maxime Maximilien Mehdi Mélanie Mélissa Mélodie Mégane Michaël Michel Michèle Michelle Mickaël Mina Mireille Mohamed
Mohammed Monique Morgane Mouna Mounir Moussa Muriel Mustapha Myriam Nabil Nadège Nadia Nadine Naïma Nancy Narcisse
Nassim Natacha Nathalie Nathan Nathanaël Nawel Nicolas Nicole Nina Ninon Nino Noa Noah Noé Noël Noémie Noëlle Nolan
Nora Norbert Nour Océane Odette Odile Olga Olivia Olivier Omar Oscar Othmane Oumar Ousmane Pablo Pascal Pascale
Patrice Patricia Patrick Paul Paule Paulette Pauline Pedro Perrine Philippe Philippine Pierre Pierrick Pierrette
Prune Quentin Rachel Rachid Rachida Raoul Raphaël Raphaëlle Raymond Raymonde Réda Régine Régis Réjane Rémi Rémy
Renaud René Renée Richard Rita Robert Roberte Robin Roch Rodolphe Rodrigue Roger Roland Rolande Romain Romane
Romuald Ronan Rosalie Roxane Ruben Sabine Sabrina Sacha Saïd Saïda Salim Salima Salomé Samantha Samia Samir Samira
Samuel Samy Sandra Sandrine Sara Sarah Sébastien Sélène Serge Séverine Sidonie Simon Simone Sofia Sofiane Solange
Solène Soline Sonia Sophie Soraya Stanislas Stella Stéphane Stéphanie Suzanne Suzie Sylvain Sylvaine Sylvette
Sylviane Sylvie Tanguy Tatiana Teddy Thaïs Théa Théo Théodore Théophile Thérèse Thibaud Thibault Thibaut Thierry
Thomas Timothée Tiphaine Titouan Tom Tony Tristan Ulysse Urbain Ursule Valentin Valentine Valérie Valéry Vanessa
Véra Véronique Victoire Victor Victoria Vincent Violaine Virginie Viviane Wafa Walid Wassim William Xavier Yacine
Yann Yannick Yasmina Yasmine Yassine Yoann Yohan Yolande Youssef Youssouf Yves Yvette Yvon Yvonne Zacharie Zahra
Zakaria Zineb Zoé Zohra
"""
GIVEN_NAMES = frozenset(NAMES.split())
