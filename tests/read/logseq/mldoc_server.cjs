// Answers each line of standard input (a page as a JSON string) with one line: mldoc's nodes, or {"error": text}.
"use strict";
const readline = require("node:readline");
const { Mldoc } = require(require.resolve("mldoc", { paths: [process.argv[2]] }));

const config = JSON.stringify({
  format: "Markdown",
  toc: false,
  parse_outline_only: false,
  heading_number: false,
  keep_line_break: true,
  heading_to_list: false,
});

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  let answer;
  try {
    answer = JSON.stringify(JSON.parse(Mldoc.parseJson(JSON.parse(line), config)));
  } catch (error) {
    answer = JSON.stringify({ error: String(error) });
  }
  process.stdout.write(answer + "\n");
});
