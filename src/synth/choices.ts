/** What whoever adopts the pipeline decides once; the file to change is pipeline.config.ts. */
export type Choices = {
  /** Whether the resolver of the isolated network answers for the names of S3 alone. */
  dnsFirewall: boolean;
};
