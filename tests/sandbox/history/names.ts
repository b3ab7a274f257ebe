/** Common given names, family names, streets and towns, so that lists in the admin look like a shop's and not like a test's. */
const words = (text: string) => text.trim().split(/\s*,\s*/);

export const GERMAN_GIVEN = words(
  `Anna, Lena, Marie, Julia, Katharina, Sabine, Petra, Ute, Claudia, Nadine, Jana, Johanna, Clara, Greta, Mila, Emma, Hannah, Sophie, Franziska, Theresa, Birgit, Monika, Heike, Miriam, Frieda,
  Paul, Jonas, Lukas, Felix, Maximilian, Tobias, Stefan, Andreas, Matthias, Jan, Nils, Sven, Holger, Uwe, Jürgen, Oskar, Emil, Anton, Jakob, Moritz, Fabian, Florian, Daniel, Christian, Björn,
  Ayşe, Mehmet, Elif, Aleksandra, Piotr, Giulia, Nikola, Linh, Amira, Yusuf`,
);
export const GERMAN_FAMILY = words(
  `Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, Bauer, Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, Braun, Krüger,
  Hofmann, Hartmann, Lange, Schmitt, Werner, Krause, Meier, Lehmann, Köhler, Maier, König, Walter, Huber, Kaiser, Fuchs, Peters, Lang, Scholz, Möller, Weiß, Jung, Hahn, Vogel, Friedrich,
  Keller, Günther, Frank, Berger, Winkler, Roth, Beck, Lorenz, Baumann, Franke, Albrecht, Schuster, Simon, Ludwig, Böhm, Winter, Kraus, Martin, Schumacher, Krämer, Vogt, Stein, Jäger, Otto,
  Sommer, Groß, Seidel, Heinrich, Brandt, Haas, Schreiber, Graf, Dietrich, Ziegler, Kuhn, Kühn, Pohl, Engel, Horn, Busch, Bergmann, Thomas, Voigt, Sauer, Arnold, Yılmaz, Kaya, Nowak, Petrović`,
);
export const ENGLISH_GIVEN = words(
  `James, Oliver, George, Harry, Jack, Charlie, Thomas, William, Daniel, Samuel, Michael, Patrick, Sean, Liam, Ryan, Aidan, Noah, Ethan, Callum, Rhys, Emily, Olivia, Amelia, Isla, Grace,
  Charlotte, Sophie, Alice, Hannah, Lucy, Chloe, Megan, Aoife, Niamh, Ciara, Sarah, Rachel, Laura, Zoe, Priya, Anjali, Fatima, Chidi, Kwame, Mei, Hiro, Sofia, Mateo, Freya, Nora`,
);
export const ENGLISH_FAMILY = words(
  `Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Robinson, Wright, Thompson, Evans, Walker, White, Roberts, Green, Hall, Wood, Jackson, Clarke, Murphy, Kelly, O'Sullivan,
  Walsh, O'Brien, Byrne, Ryan, O'Connor, Doyle, McCarthy, Gallagher, Doherty, Kennedy, Lynch, Murray, Quinn, Moore, Carter, Bennett, Cooper, Reed, Bailey, Hughes, Patel, Khan, Singh,
  Okafor, Mensah, Chen, Tanaka, Garcia, Rossi, Silva, De Vries, Jansen, Bakker, Visser, Campbell, Stewart, Fraser`,
);

export type Place = { country: string; city: string; weight: number };

export const GERMAN_PLACES: readonly Place[] = [
  ...["Berlin", "Hamburg", "München", "Köln", "Leipzig", "Frankfurt am Main"].map((city) => ({ country: "DE", city, weight: 6 })),
  ...words(
    "Dresden, Stuttgart, Düsseldorf, Bremen, Hannover, Nürnberg, Freiburg, Münster, Bonn, Kiel, Rostock, Erfurt, Mainz, Kassel, Potsdam, Augsburg, Göttingen, Jena, Tübingen, Lübeck",
  ).map((city) => ({ country: "DE", city, weight: 2 })),
  ...words("Wien, Graz, Linz, Salzburg, Innsbruck").map((city) => ({ country: "AT", city, weight: 1.2 })),
  ...words("Zürich, Bern, Basel, Luzern, St. Gallen, Winterthur").map((city) => ({ country: "CH", city, weight: 1.4 })),
];
export const ENGLISH_PLACES: readonly Place[] = [
  ...words("Berlin, Hamburg, München").map((city) => ({ country: "DE", city, weight: 3 })),
  ...words("Dublin, Cork, Galway").map((city) => ({ country: "IE", city, weight: 3 })),
  ...words("Amsterdam, Utrecht, Rotterdam").map((city) => ({ country: "NL", city, weight: 2 })),
  ...words("London, Bristol, Leeds, Edinburgh, Cardiff").map((city) => ({ country: "GB", city, weight: 1.4 })),
  { country: "CH", city: "Zürich", weight: 1 },
];
