export declare function rate(id: string): string;
