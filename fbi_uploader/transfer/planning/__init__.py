"""From a draft to what will be written where, with every problem found beforehand."""
