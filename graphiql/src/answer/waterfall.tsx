/** A call, or planned calls of one place. */
export interface WaterfallRow {
  readonly key: string;
  readonly round: number;
  readonly verb: string;
  /** The DocType, or the method. */
  readonly name: string;
  /** The kind of data that is asked for. */
  readonly detail: string;
  /** All of the request, for those who point at it. */
  readonly full: string;
  readonly cells: Readonly<Partial<Record<WaterfallColumn, string>>>;
  readonly isBad: boolean;
  /** The beginning and the length of its bar, from 0 to 1. */
  readonly start: number;
  readonly share: number;
}

/** A column of figures. */
export type WaterfallColumn = 'calls' | 'rows' | 'ms' | 'status';

interface WaterfallProps {
  readonly label: string;
  readonly rows: readonly WaterfallRow[];
  readonly columns: readonly WaterfallColumn[];
  /** The heading of the bars. */
  readonly bars: string;
}

const HEADS: Readonly<Record<WaterfallColumn, string>> = { calls: 'Calls', rows: 'Rows', ms: 'ms', status: 'Status' };

/** Calls by rounds, each with a bar that shows when it began and how long it took. */
export function Waterfall({ label, rows, columns, bars }: WaterfallProps) {
  const rounds = [...new Set(rows.map(({ round }) => round))].sort((one, other) => one - other);
  return (
    <div className="waterfall-box">
      <table className="waterfall" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Call</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="figure">
                {HEADS[column]}
              </th>
            ))}
            <th scope="col" className="time">
              {bars}
            </th>
          </tr>
        </thead>
        {rounds.map((round) => (
          <tbody key={round}>
            <tr className="round">
              <th scope="rowgroup" colSpan={columns.length + 2}>
                Round {round}
              </th>
            </tr>
            {rows
              .filter((row) => row.round === round)
              .map((row) => (
                <Row key={row.key} row={row} columns={columns} />
              ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Row({ row, columns }: { row: WaterfallRow; columns: readonly WaterfallColumn[] }) {
  const { verb, name, detail, full, cells, isBad, start, share } = row;
  return (
    <tr className={isBad ? 'bad' : ''}>
      <td title={full}>
        <div className="call">
          <span className={`verb ${verb.toLowerCase()}`}>{verb}</span>
          <strong>{name}</strong> <small>{detail}</small>
        </div>
      </td>
      {columns.map((column) => (
        <td key={column} className={`figure ${column}`}>
          {cells[column]}
        </td>
      ))}
      <td className="time" aria-hidden="true">
        <span
          className={`call-bar ${verb.toLowerCase()}`}
          style={{ marginLeft: `${start * 100}%`, width: `max(3px, ${share * 100}%)` }}
        />
      </td>
    </tr>
  );
}
