"""Who calls the lifecycle. Today Pulumi's dynamic provider host; a second host goes beside the first."""
