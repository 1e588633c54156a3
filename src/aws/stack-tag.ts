/**
 * The tag that everything of a stack carries, its value the stack's name. CloudFormation hands the tags of a stack on to
 * its resources, and EMR those of a cluster to its machines, so a cluster and leftovers are found without the stack.
 */
export const stackTag = "loan-tracker:stack";
