/** What the files of one bank are like. */
export interface Bank {
  readonly name: string;
  readonly columns: readonly BankColumn[];
  readonly category: string;
  readonly id: string | null;
  /** A column of free text. */
  readonly text: string;
  /** The columns whose sums are wanted. */
  readonly summed: readonly string[];
}

/** A column of its contract, in the words of the contract. */
export interface BankColumn {
  readonly name: string;
  readonly is: "category" | "id" | "number" | "amount" | "text";
  readonly sum?: boolean;
}

const column = (name: string, is: BankColumn["is"], sum = false): BankColumn => ({ name, is, sum });

/** The bank of the file that the product was made for, and three with files of their own; two of them have no ids. */
export const banks: readonly [Bank, ...Bank[]] = [
  {
    name: "present",
    columns: [
      ...[column("Customer_ID", "id"), column("Age", "number"), column("Gender", "text")],
      ...[column("Occupation", "text"), column("Marital Status", "text"), column("Family Size", "number")],
      ...[column("Income", "amount"), column("Expenditure", "amount"), column("Use Frequency", "text")],
      ...[
        column("loan_category", "category"),
        column("Loan Amount", "amount", true),
        column("Overdue", "text"),
      ],
      ...[
        column("Debt Record", "amount"),
        column("Returned Cheque", "text"),
        column("Dishonour of Bill", "text"),
      ],
    ],
    ...{ category: "loan_category", id: "Customer_ID", text: "Occupation", summed: ["Loan Amount"] },
  },
  {
    name: "small",
    columns: [
      column("id", "id"),
      column("kind", "category"),
      column("lent", "amount", true),
      column("town", "text"),
    ],
    ...{ category: "kind", id: "id", text: "town", summed: ["lent"] },
  },
  {
    name: "without ids",
    columns: [
      column("town", "text"),
      column("kind", "category"),
      column("lent", "amount", true),
      column("fee", "amount", true),
    ],
    ...{ category: "kind", id: null, text: "town", summed: ["lent", "fee"] },
  },
  {
    name: "without ids, categories first",
    columns: [
      ...[column("kind", "category"), column("lent", "amount", true)],
      ...[column("town", "text"), column("fee", "amount", true)],
    ],
    ...{ category: "kind", id: null, text: "town", summed: ["lent", "fee"] },
  },
];
