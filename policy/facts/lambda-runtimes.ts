/**
 * The day on which each runtime of Lambda is deprecated: from then it gets no security patches. Written by hand from
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (November 2026). Those deprecated before 2024 are
 * left out: what is not here is not supported.
 */
export const LAMBDA_RUNTIMES: Readonly<Record<string, string>> = {
  dotnet10: '2028-11-14',
  dotnet6: '2024-12-20',
  dotnet8: '2026-11-10',
  'go1.x': '2024-01-08',
  java11: '2026-06-30',
  java17: '2026-06-30',
  java21: '2029-06-30',
  java25: '2029-06-30',
  'java8.al2': '2026-06-30',
  'nodejs16.x': '2024-06-12',
  'nodejs18.x': '2025-09-01',
  'nodejs20.x': '2026-04-30',
  'nodejs22.x': '2027-04-30',
  'nodejs24.x': '2028-04-30',
  'provided.al2': '2026-06-30',
  'provided.al2023': '2029-06-30',
  'python3.10': '2026-06-30',
  'python3.11': '2026-06-30',
  'python3.12': '2028-10-31',
  'python3.13': '2029-06-30',
  'python3.14': '2029-06-30',
  'python3.8': '2024-10-14',
  'python3.9': '2025-12-15',
  'ruby3.2': '2026-03-31',
  'ruby3.3': '2027-03-31',
  'ruby3.4': '2028-03-31',
};
