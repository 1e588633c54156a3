/**
 * How many of the 500 loans of the bank's sample file are of each category, counted in that file by another program;
 * the default file of the generator has as many. Not taken from the generator, so that a change there is seen.
 */
export const sampleCounts = {
  AGRICULTURE: 12,
  AUTOMOBILE: 60,
  "BOOK STORES": 7,
  BUILDING: 7,
  BUSINESS: 24,
  "COMPUTER SOFTWARES": 35,
  DINNING: 14,
  "EDUCATIONAL LOAN": 20,
  ELECTRONICS: 14,
  "GOLD LOAN": 77,
  "HOME APPLIANCES": 14,
  HOUSING: 67,
  RESTAURANT: 20,
  RESTAURANTS: 41,
  SHOPPING: 35,
  TRAVELLING: 53,
} as const;
