/** Where a price was read, and when. */
export interface PriceSource {
  readonly what: string;
  readonly readOn: string;
  /** It was compared with AWS's own price list. */
  readonly isVerified: boolean;
}

const sources = {
  ec2: { what: "EC2's on-demand prices in karpenter-provider-aws", readOn: "2026-01-19", isVerified: true },
  redshift: { what: "a public extract of the Price List API", readOn: "2026-10-01", isVerified: true },
  published: { what: "AWS's price pages", readOn: "2026-10-01", isVerified: true },
  // A quarter of what EC2 asks for the same type in us-east-1, in every region; exact where AWS names the type in its examples.
  emr: { what: "EMR's price page", readOn: "2026-10-01", isVerified: true },
  emrByShare: { what: "a quarter of EC2's price in us-east-1", readOn: "2026-10-01", isVerified: false },
  unverified: { what: "AWS's price pages, at second hand", readOn: "2026-10-01", isVerified: false },
} as const satisfies Readonly<Record<string, PriceSource>>;

/** US dollars for an hour, or where so named for a GB and a month; Linux on demand. */
export interface Price {
  readonly usd: number;
  readonly source: PriceSource;
}

/** What has a price, by names of AWS's own where it has one. */
export interface RegionPrices {
  /** An instance, an hour. */
  readonly ec2: Readonly<Record<string, Price>>;
  /** What EMR asks for it beside that. */
  readonly emr: Readonly<Record<string, Price>>;
  /** A node of Redshift, an hour. */
  readonly redshift: Readonly<Record<string, Price>>;
  /** A GB of a disk, a month. */
  readonly gp3Month: Price;
  /** A public address, an hour. */
  readonly ipv4: Price;
  /** An interface endpoint in one zone, an hour. */
  readonly endpoint: Price;
  /** A key, and a secret, a month. */
  readonly keyMonth: Price;
  readonly secretMonth: Price;
}

function priced<Name extends string>(
  source: PriceSource,
  usd: Readonly<Record<Name, number>>,
): Readonly<Record<string, Price>> {
  return Object.fromEntries(Object.entries<number>(usd).map(([name, one]) => [name, { usd: one, source }]));
}

const emr = {
  ...priced(sources.emr, {
    "m5.xlarge": 0.048,
    "m5.2xlarge": 0.096,
    "m6g.xlarge": 0.0385,
    "m6i.xlarge": 0.048,
  }),
  ...priced(sources.emrByShare, {
    "m4.xlarge": 0.06,
    "m6a.xlarge": 0.0432,
    "m7g.xlarge": 0.0408,
    "m7i.xlarge": 0.0504,
    "m8g.xlarge": 0.0449,
  }),
};

const everywhere = {
  emr,
  ipv4: { usd: 0.005, source: sources.published },
  keyMonth: { usd: 1, source: sources.published },
  secretMonth: { usd: 0.4, source: sources.published },
};

/** The newest month in which a row of the table was read. */
export const PRICES_OF = "October 2026";

/** The table, by region. A region or a type that is not in it has no price here, and none is guessed. */
export const priceTable: Readonly<Record<string, RegionPrices>> = {
  "us-east-1": {
    ...everywhere,
    ec2: priced(sources.ec2, {
      ...{
        "m4.xlarge": 0.2,
        "m5.xlarge": 0.192,
        "m5.2xlarge": 0.384,
        "m6a.xlarge": 0.1728,
        "m6g.xlarge": 0.154,
      },
      ...{ "m6i.xlarge": 0.192, "m7g.xlarge": 0.1632, "m7i.xlarge": 0.2016, "m8g.xlarge": 0.17952 },
      ...{ "t2.large": 0.0928, "t3.medium": 0.0416, "t3.large": 0.0832, "t3.xlarge": 0.1664 },
    }),
    redshift: priced(sources.redshift, { "rg.large": 0.3801, "ra3.large": 0.543 }),
    gp3Month: { usd: 0.08, source: sources.published },
    endpoint: { usd: 0.01, source: sources.published },
  },
  "us-west-1": {
    ...everywhere,
    ec2: {
      ...priced(sources.published, { "m4.xlarge": 0.234, "t2.large": 0.1104 }),
      ...priced(sources.unverified, {
        ...{ "m5.xlarge": 0.224, "m6g.xlarge": 0.1792, "m7g.xlarge": 0.1904, "t3.large": 0.0992 },
      }),
    },
    redshift: priced(sources.unverified, { "rg.large": 0.456, "ra3.large": 0.652 }),
    gp3Month: { usd: 0.096, source: sources.unverified },
    endpoint: { usd: 0.011, source: sources.unverified },
  },
};
