import { describe, expect, test } from 'vitest';
import type { GraphqlAnswer } from '../support/start-gateway.ts';
import { useGateway } from '../support/use-gateway.ts';
import { UPLOAD } from './send-form.ts';

const NOT_UTF8 = 'The file name is not valid UTF-8, or contains U+FFFD.';
const TOO_LONG = 'The file name is longer than 1000 characters.';

const started = useGateway({ version: 15 });

describe('the name of a file that is sent', () => {
  test.for([
    ["filename*=UTF-8''na%C3%AFve%20file.txt", 'naïve file.txt'],
    [`filename="plain.txt"; filename*=UTF-8''na%C3%AFve.txt`, 'plain.txt'],
    ['filename="a\\"b;c.txt"', 'a"b;c.txt'],
    ['filename="line%0D%0Abreak.txt"', 'line%0D%0Abreak.txt'],
    ['filename="../../etc/passwd"', 'passwd'],
    ['filename="C:\\temp\\a.txt"', 'a.txt'],
    ['filename="....."', '.....'],
    [`filename="${'x'.repeat(996)}.txt"`, `${'x'.repeat(996)}.txt`],
  ] as const)('is taken from %s, without folders', async ([parameters, name]) => {
    const { data } = await sendNamed(parameters);
    expect(data.uploadFile.file).toMatchObject({ fileName: name, url: `/private/files/${name}`, size: 5 });
  });

  test.for<[what: string, parameters: string | Buffer, message: string]>([
    ['in Latin-1', Buffer.from('filename="größe.txt"', 'latin1'), NOT_UTF8],
    ['that ends within a character', Buffer.from('filename="größ').subarray(0, -1), NOT_UTF8],
    ['that says UTF-8 and is not', "filename*=UTF-8''%FF.txt", NOT_UTF8],
    ['that is empty', 'filename=""', 'The file has no name.'],
    ['of blanks', 'filename="  "', 'The file has no name.'],
    ['that is a folder', 'filename="a/b/"', 'The file has no name.'],
    ['that is the folder above', 'filename=".."', 'The file has no name.'],
    ['with a null', 'filename="a\0.txt"', 'A file name cannot contain a null character.'],
    ['of 1,001 characters', `filename="${'x'.repeat(997)}.txt"`, TOO_LONG],
    ['that the parser cuts', `filename="${'x'.repeat(70_000)}.txt"`, TOO_LONG],
    ['with a line break', 'filename="a\nb.txt"', 'The form lacks the file "0" of its map.'],
  ])('%s is refused, and no call is made', async ([_what, parameters, message]) => {
    const { errors } = await sendNamed(parameters);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(started.site.requests).toEqual([]);
  });
});

/** Sends a file whose `content-disposition` ends with these bytes. */
async function sendNamed(parameters: string | Buffer): Promise<GraphqlAnswer> {
  const operations = JSON.stringify({ query: UPLOAD, variables: { file: null } });
  const fields = Object.entries({ operations, map: '{"0":["variables.file"]}' });
  const head = (name: string) => `--x\r\ncontent-disposition: form-data; name="${name}"`;
  const body = Buffer.concat([
    Buffer.from(fields.map(([name, value]) => `${head(name)}\r\n\r\n${value}\r\n`).join('')),
    Buffer.from(`${head('0')}; `),
    Buffer.from(parameters),
    Buffer.from('\r\ncontent-type: text/plain\r\n\r\nhello\r\n--x--\r\n'),
  ]);
  const response = await fetch(`${started.gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: started.site.authorization('gateway'),
      'content-type': 'multipart/form-data; boundary=x',
      'x-requested-with': 'test',
    },
    body,
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
}
