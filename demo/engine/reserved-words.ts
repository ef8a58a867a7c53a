/** Words that MariaDB 10.11 refuses as a column name without backticks. */
const RESERVED = new Set(
  `add all alter and as asc before between both by call case change check column condition constraint convert create
   cross cursor default delete desc describe distinct div drop each else exists explain fetch float for force foreign
   from fulltext grant group having if ignore in index inner insert int interval into is join key keys kill left like
   limit lines load lock long match mod natural not on or order out outer over partition primary procedure range read
   references regexp release rename repeat replace require restrict return revoke right rows select separator set show
   signal sql ssl starting table terminated then to trigger undo union unique unlock unsigned update usage use using
   values when where while with write xor zerofill`.split(/\s+/),
);

/** Whether a bare word is one of SQL and not a column. The old query engine sends such words as they are. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word.toLowerCase());
}
