// Unpack the browser that the npm package @sparticuz/chromium carries, beside it: the program, its libraries, its fonts.
// Its own loader unpacks into the machine's shared temporary folder, where another version may already be.
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

const packed = fileURLToPath(new URL("node_modules/@sparticuz/chromium/bin/", import.meta.url));
const target = fileURLToPath(new URL("node_modules/.chromium/", import.meta.url));

const unpack = (name, into) => pipeline(createReadStream(`${packed}${name}.br`), createBrotliDecompress(), into);

await mkdir(target, { recursive: true });
await Promise.all([
  unpack("chromium", createWriteStream(`${target}chromium`, { mode: 0o755 })),
  unpack("al2023.tar", extract(target)),
  unpack("fonts.tar", extract(target)),
]);
// The package's own settings look for fonts in folders of the machine.
await writeFile(
  `${target}fonts.conf`,
  `<fontconfig><dir prefix="relative">fonts</dir><cachedir>${target}fonts-cache</cachedir></fontconfig>\n`,
);
