import type { DefenceGroup } from "../defence.ts";

const COSTLY = "tests/imports/costly.test.ts";
const REVIEWS = "tests/reviews/form.test.ts";

export const group: DefenceGroup = {
  title: "Files",
  defences: [
    {
      id: "upload-size",
      defends: "An upload is read no further than 10 MB, whatever length it says.",
      test: {
        file: "tests/routes/imports.test.ts",
        name: "imports > a body without an end is read no further than a file may be long",
      },
      mutations: [
        { file: "app/imports/file/upload.server.ts", find: "if (length > limit) {", replace: "if (length > limit * 1_000) {" },
      ],
    },
    {
      id: "upload-cells",
      defends: "Of a record in a file 500 cells are read, however many there are.",
      test: {
        file: "tests/imports/hostile.test.ts",
        name: "a file that cannot be read says why > and a wide record is read as far as a table is wide",
      },
      mutations: [
        {
          file: "app/imports/file/csv-text.ts",
          find: "if (cells.length < MAX_CELLS) cells.push(",
          replace: "cells.push(",
        },
      ],
    },
    {
      id: "photo-pixels",
      defends: "Of a photo that a shopper sends, nothing is kept but its pixels.",
      test: {
        file: REVIEWS,
        name: "hostile: what is uploaded > where and with what a photo was taken is gone, whatever it came as",
      },
      mutations: [
        {
          file: "app/reviews/photos/picture.server.ts",
          find: '.toColourspace("srgb")',
          replace: '.toColourspace("srgb")\n      .keepMetadata()',
        },
      ],
    },
    {
      id: "photo-kinds",
      defends: "What is no photo is refused, whatever it is called, and none is unpacked beyond what anybody photographs.",
      test: { file: REVIEWS, name: "hostile: what is uploaded > %s is refused in words, and the rest is not kept" },
      mutations: [
        {
          file: "app/reviews/photos/picture.server.ts",
          find: "limitInputPixels: MOST_PIXELS",
          replace: "limitInputPixels: false",
        },
      ],
    },
    {
      id: "photo-size",
      defends: "A form with photos is read no further than 20 MB.",
      test: {
        file: REVIEWS,
        name: "hostile: what is uploaded > a form longer than 20 MB is refused without being read to its end",
      },
      mutations: [
        {
          file: "app/storefront/reviews/upload.server.ts",
          find: "const LONGEST_UPLOAD = 20 * 1024 * 1024;",
          replace: "const LONGEST_UPLOAD = 200 * 1024 * 1024;",
        },
      ],
    },
    {
      id: "photo-published",
      defends: "A photo is only shown while its review is, and only in its shop.",
      test: {
        file: REVIEWS,
        name: "hostile: what is uploaded > a photo is only shown while its review is, and only in its shop",
      },
      mutations: [
        { file: "app/reviews/photos/photos.server.ts", find: " and r.state = 'published'\n    where", replace: "\n    where" },
      ],
    },
    {
      id: "csv-formula",
      defends: "No cell of a download is run as a formula.",
      test: { file: "tests/lib/csv.test.ts", name: "no stranger's text becomes a formula: %j" },
      mutations: [
        { file: "app/lib/csv.ts", find: "FORMULA.test(guarded) ?", replace: 'FORMULA.test(guarded) && guarded === "" ?' },
      ],
    },
    {
      id: "csv-separator",
      defends: "Nor where a spreadsheet of another language parts cells elsewhere.",
      test: { file: "tests/lib/csv.test.ts", name: "whatever separates cells, none of them begins a formula: $separator" },
      mutations: [{ file: "app/lib/csv.ts", find: "`${separators}'${sign}`", replace: "run" }],
    },
    {
      id: "csv-kept-by-nobody",
      defends: "Nobody between keeps a download.",
      test: { file: "tests/routes/admin.test.ts", name: "downloads > the customers come as a file that nobody may keep" },
      mutations: [{ file: "app/lib/csv-file.server.ts", find: `"Cache-Control": "private, no-store",`, replace: "" }],
    },
    {
      id: "import-cell",
      defends: "Of a cell 1,000 characters are looked at: looking at endless text costs more than its length.",
      test: {
        file: COSTLY,
        name: "costly files (security-faults 4) > are looked at 1,000 characters a cell, whatever stands in it: %s",
      },
      mutations: [
        { file: "app/imports/file/csv-text.ts", find: "cells.push(cell.slice(0, longest))", replace: "cells.push(cell)" },
      ],
    },
    {
      id: "import-blank-rows",
      defends: "Blank rows of a file count, so that ten million of them are not read.",
      test: {
        file: COSTLY,
        name: "costly files (security-faults 4) > are not read beyond the rows of a sheet, blank ones counted: %j",
      },
      mutations: [
        { file: "app/imports/file/csv-text.ts", find: "if (record.row > MAX_RECORDS)", replace: "if (record.row < 0)" },
      ],
    },
    {
      id: "import-slices",
      defends: "A file is checked in slices of a few milliseconds, between which others have their turn.",
      test: {
        file: COSTLY,
        name: "costly files (security-faults 4) > are checked in slices: others have their turn after so many characters: %s",
      },
      mutations: [{ file: "app/lib/slices.ts", find: "return rest();", replace: "return undefined;" }],
    },
  ],
};
